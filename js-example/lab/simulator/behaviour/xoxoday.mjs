// Xoxoday tries a delivery three or four times: its pages differ. Then it disables the webhook until someone enables it again in
// the dashboard. It does not document the delays between the attempts: here they are an assumption.

const MINUTE = 60_000;

/** "retry up to three times": four attempts. The older page says "thrice": `{ attempts: 3 }`. */
export const XOXODAY = { attempts: 4, waits: [1 * MINUTE, 5 * MINUTE, 15 * MINUTE] };

/**
 * @param {import("../simulator.mjs").Surroundings} surroundings
 * @param {typeof XOXODAY} options
 */
export function xoxoday({ clock, attempt, signal }, { attempts, waits } = XOXODAY) {
  const webhook = { disabled: false };

  return {
    webhook,
    /** The click in the dashboard. */
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
