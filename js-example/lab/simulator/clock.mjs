// The providers' time. Their windows are hours and days; the clock makes an hour as short as you choose.

import { setTimeout as wait } from "node:timers/promises";

/**
 * A clock that runs `factor` times as fast as the machine's.
 *
 * @param {number} factor
 */
export function scaledClock(factor) {
  const started = performance.now();
  return {
    factor,
    /** Milliseconds of the providers' time since the clock was made. */
    now: () => (performance.now() - started) * factor,
    /** Waits for `ms` of the providers' time. An abort ends the wait early, without an error. */
    sleep: (ms, signal) => wait(ms / factor, undefined, { signal }).catch(() => {}),
  };
}

/**
 * A clock that jumps to the next sleeper's time when all its users are asleep. So a day takes no time, and is the same each
 * time, if the users wait only for this clock and for promises.
 */
export function jumpingClock() {
  const sleepers = [];
  let time = 0;
  let running = false;

  async function run() {
    running = true;
    while (sleepers.length > 0) {
      // First let the last sleeper finish its step: it may sleep again for a shorter time.
      await new Promise((resolve) => setImmediate(resolve));
      sleepers.sort((a, b) => a.until - b.until || a.number - b.number);
      const next = sleepers.shift();
      time = Math.max(time, next.until);
      next.resolve();
    }
    running = false;
  }

  let number = 0;
  return {
    factor: Infinity,
    now: () => time,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        sleepers.push({ until: time + ms, number: (number += 1), resolve });
        if (!running) run();
      });
    },
  };
}

/** @typedef {ReturnType<typeof scaledClock>} Clock */
