// The providers' time. Their windows are hours and days; here an hour is as long as one says.

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
    /** Waits for `ms` of the providers' time; ends early, without an error, when the signal does. */
    sleep: (ms, signal) => wait(ms / factor, undefined, { signal }).catch(() => {}),
  };
}

/**
 * A clock that jumps: when everything that uses it is asleep, the next sleeper's time has come. A day takes no time
 * and is the same every time, as long as nothing waits for anything but this clock and promises.
 */
export function jumpingClock() {
  const sleepers = [];
  let time = 0;
  let running = false;

  async function run() {
    running = true;
    while (sleepers.length > 0) {
      // Whatever the last one that woke up is doing comes first: it may go to sleep for a shorter time.
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
