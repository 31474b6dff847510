/**
 * What must come of a delivery.
 *
 * @typedef {object} Expectation
 * @property {"taken" | "confirmed" | "refused" | "unreadable"} verdict
 * @property {number} status what a receiver answers that keeps nothing aside: 422 for what it cannot read
 * @property {string} outcome what was done with it, or the code of the error
 * @property {string | null} body the reply, exactly; null where each receiver has its own text for a refusal
 * @property {Record<string, string>} headers those of the reply that matter
 * @property {string | null} trust what vouched for it
 * @property {string[]} stored the units that are new with it, each as `<kind> <subject> <state>`; without the subject where
 *   the unit is about nothing else; with `applied|superseded` where the order of the work decides
 * @property {number} duplicates how many of its units were known
 * @property {number} quarantined how much of it was set aside
 */

const NOTHING = { body: "", headers: {}, stored: [], duplicates: 0, quarantined: 0 };

/** Authentic and taken: exactly 200 with nothing in it. @returns {Expectation} */
export function accepted(trust, outcome, holds) {
  return { ...NOTHING, verdict: "taken", status: 200, outcome, trust, ...holds };
}

/** Refused by a check: the reply does not say which one. @returns {Expectation} */
export function refused(status, outcome) {
  return { ...NOTHING, verdict: "refused", status, outcome, trust: null, body: null };
}

/** Authentic, but the body is not what the provider documents. @returns {Expectation} */
export function unreadable(trust, outcome) {
  return { ...NOTHING, verdict: "unreadable", status: 422, outcome, trust, body: null, quarantined: 1 };
}
