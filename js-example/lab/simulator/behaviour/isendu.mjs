// isendu asks a URL to prove itself, once, and uses it for nothing when the right answer does not come within five
// seconds. Then it sends batches, in no order. Whether it sends one again is documented nowhere; by default it does not.

import { isenduConfirmation } from "../events/isendu.mjs";

const MINUTE = 60_000;
/** Of the machine's time, whatever the clock's: an answer takes as long as it takes. */
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
    /** Milliseconds between the first attempt and the last: none, unless the options say that there are several. */
    window: firstWait * (2 ** (attempts - 1) - 1),

    /** What follows when somebody saves the integration. Returns whether the URL is going to be used. */
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
