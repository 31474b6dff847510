// Xoxoday tries a delivery three or four times, depending on which of its pages one believes, and then disables the
// webhook until somebody enables it again in the dashboard. How long it waits between the attempts is documented nowhere:
// the waits here are an assumption.

const MINUTE = 60_000;

/** "retry up to three times": four attempts. `{ attempts: 3 }` is the older page's "thrice". */
export const XOXODAY = { attempts: 4, waits: [1 * MINUTE, 5 * MINUTE, 15 * MINUTE] };

/**
 * @param {import("../simulator.mjs").Surroundings} surroundings
 * @param {typeof XOXODAY} options
 */
export function xoxoday({ clock, attempt, signal }, { attempts, waits } = XOXODAY) {
  const webhook = { disabled: false };

  return {
    webhook,
    /** What somebody clicks in the dashboard. */
    enable: () => (webhook.disabled = false),
    /** Milliseconds between the first attempt and the last. */
    window: waits.slice(0, attempts - 1).reduce((all, wait) => all + wait, 0),

    async deliver(message) {
      for (let number = 0; number < attempts; number += 1) {
        if (webhook.disabled || signal.aborted) return "unsent";
        if (await attempt(message, number)) return "taken";
        if (number < attempts - 1) await clock.sleep(waits[number], signal);
      }
      webhook.disabled = true;
      return "lost";
    },
  };
}
