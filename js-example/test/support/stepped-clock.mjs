// The providers' clock in a tester's hand: it stands still until it is set, so that a server has all the time that it
// takes to start, and none of the provider's goes by.

import { setTimeout as wait } from "node:timers/promises";

const POLL_MS = 5;

export function steppedClock() {
  const sleepers = [];
  let time = 0;

  /** Waits until so many are asleep: what they have sent was answered, or not. */
  async function asleep(count) {
    while (sleepers.length !== count()) await wait(POLL_MS);
  }

  return {
    factor: Infinity,
    now: () => time,
    sleep: (ms) => new Promise((resolve) => sleepers.push({ until: time + ms, resolve })),

    /** Wakes whoever is asleep. */
    wake: () => {
      for (const { resolve } of sleepers.splice(0)) resolve();
    },

    /**
     * Lets the time go by until a moment; whoever wakes on the way does what it has to do first.
     *
     * @param {number} until
     * @param {() => number} waiting how many must be asleep when nothing is under way
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
