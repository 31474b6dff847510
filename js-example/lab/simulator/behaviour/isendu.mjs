// isendu confirms a URL once, and never uses it if the right answer does not arrive within five seconds. Then it sends batches,
// in no order. isendu documents no retries, so by default we make none.

import { isenduConfirmation } from "../events/isendu.mjs";

const MINUTE = 60_000;
/** In the machine's time with any clock: the receiver is not faster than usual. */
const CONFIRMED_WITHIN_MS = 5_000;

export const ISENDU = { attempts: 1, firstWait: 10_000, confirmedAfter: 5 * MINUTE };

/**
 * @param {import("../simulator.mjs").Surroundings} surroundings
 * @param {typeof ISENDU} options
 */
export function isendu({ clock, attempt, signal, random }, { attempts, firstWait, confirmedAfter } = ISENDU) {
  const url = { confirmed: false };

  return {
    url,
    /** Milliseconds between the first attempt and the last: 0, unless the options allow several. */
    window: firstWait * (2 ** (attempts - 1) - 1),

    /** The result of saving the integration. Returns whether isendu will use the URL. */
    async confirm() {
      await clock.sleep(confirmedAfter, signal);
      url.confirmed = await attempt(isenduConfirmation(random), 0, CONFIRMED_WITHIN_MS);
      return url.confirmed;
    },

    async deliver(message) {
      for (let number = 0; number < attempts; number += 1) {
        if (!url.confirmed || signal.aborted) return "unsent";
        if (await attempt(message, number)) return "taken";
        if (number < attempts - 1) await clock.sleep(firstWait * 2 ** number, signal);
      }
      return "lost";
    },
  };
}
