// A clock for the simulated providers that only moves when a test moves it. So a server can take its time to start, and the
// providers do not give up meanwhile.

import { setTimeout as wait } from "node:timers/promises";

const POLL_MS = 5;

export function steppedClock() {
  const sleepers = [];
  let time = 0;

  /** Waits until `count()` callers sleep. Then each of their requests has ended. */
  async function asleep(count) {
    while (sleepers.length !== count()) await wait(POLL_MS);
  }

  return {
    factor: Infinity,
    now: () => time,
    sleep: (ms) => new Promise((resolve) => sleepers.push({ until: time + ms, resolve })),

    /** Wakes all sleepers. */
    wake: () => {
      for (const { resolve } of sleepers.splice(0)) resolve();
    },

    /**
     * Moves the time to `until`. A sleeper that wakes on the way acts before the time moves on.
     *
     * @param {number} until
     * @param {() => number} waiting the number of sleepers when nothing else is happening
     */
    async stepTo(until, waiting) {
      await asleep(waiting);
      for (;;) {
        sleepers.sort((a, b) => a.until - b.until);
        if (sleepers.length === 0 || sleepers[0].until > until) break;
        time = sleepers[0].until;
        const due = sleepers.filter((sleeper) => sleeper.until === time);
        sleepers.splice(0, due.length);
        for (const { resolve } of due) resolve();
        await asleep(waiting);
      }
      time = until;
    },
  };
}
