// Reward retries up to five times, with exponentially growing delays, and then drops the event. It does not document the delays:
// here the first one is a minute.

/** @type {{ retries: number, firstWait: number }} */
export const REWARD = { retries: 5, firstWait: 60_000 };

/**
 * @param {import("../simulator.mjs").Surroundings} surroundings
 * @param {typeof REWARD} options
 */
export function reward({ clock, attempt, signal }, { retries, firstWait } = REWARD) {
  return {
    /** Milliseconds between the first attempt and the last. */
    window: firstWait * (2 ** retries - 1),

    async deliver(message) {
      for (let number = 0; number <= retries; number += 1) {
        if (signal.aborted) return "unsent";
        if (await attempt(message, number)) return "taken";
        if (number < retries) await clock.sleep(firstWait * 2 ** number, signal);
      }
      return "lost";
    },
  };
}
