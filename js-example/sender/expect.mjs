/**
 * What a receiver has to answer and to report.
 *
 * @typedef {object} Expectation
 * @property {number} status
 * @property {string | null} trust
 * @property {string} outcome
 * @property {string | null} understood
 * @property {string} body the reply, exactly
 * @property {Record<string, string>} headers those of the reply that matter
 */

/** Authentic and taken: exactly 200 with nothing in it. */
export function accepted(trust, outcome, understood) {
  return { status: 200, trust, outcome, understood, body: "", headers: {} };
}

/** Refused by a check: the reply does not say which one. */
export function refused(status, outcome) {
  return { status, trust: null, outcome, understood: null, body: "refused", headers: {} };
}

/** Authentic, but the body is not what the provider documents. */
export function unreadable(trust, outcome) {
  return { ...refused(422, outcome), trust };
}
