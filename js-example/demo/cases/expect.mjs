/**
 * The expected result of a delivery.
 *
 * @typedef {object} Expectation
 * @property {"taken" | "confirmed" | "refused" | "unreadable"} verdict
 * @property {number} status the answer of a receiver without a quarantine: 422 for an unparsable delivery
 * @property {string} outcome the result, or the code of the error
 * @property {string | null} body the exact reply; null if each receiver has its own text for a refusal
 * @property {Record<string, string>} headers the relevant headers of the reply
 * @property {string | null} trust how the delivery was authenticated
 * @property {string[]} stored its new units, each as `<kind> <subject> <state>`; without the subject if that is only the unit's
 *   own key; with `applied|superseded` if the state depends on the order of the work
 * @property {number} duplicates the number of its duplicate units
 * @property {number} quarantined the number of its quarantined parts
 */

const NOTHING = { body: "", headers: {}, stored: [], duplicates: 0, quarantined: 0 };

/** Genuine and accepted: 200 with an empty body. @returns {Expectation} */
export function accepted(trust, outcome, holds) {
  return { ...NOTHING, verdict: "taken", status: 200, outcome, trust, ...holds };
}

/** Refused by a check. The reply does not say which one. @returns {Expectation} */
export function refused(status, outcome) {
  return { ...NOTHING, verdict: "refused", status, outcome, trust: null, body: null };
}

/** Genuine, but the body differs from the provider's documentation. @returns {Expectation} */
export function unreadable(trust, outcome) {
  return { ...NOTHING, verdict: "unreadable", status: 422, outcome, trust, body: null, quarantined: 1 };
}
