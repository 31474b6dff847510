const LOG_TIMEOUT_MS = 2_000;

/**
 * @typedef {object} Answer one server's answer to one delivery
 * @property {number | null} status null when there was none
 * @property {string | null} trust
 * @property {string} outcome
 * @property {string | null} understood
 * @property {string[]} differences from what the contract says, empty when there are none
 */

/**
 * Compares a reply, and the log entry the server wrote about it, with what is expected of the delivery.
 *
 * @param {import("../sender/deliveries.mjs").Delivery} delivery
 * @param {Awaited<ReturnType<typeof import("../sender/send.mjs").send>>} reply
 * @param {import("./child.mjs").Child} child
 * @returns {Promise<Answer>}
 */
export async function compare({ id, expect }, reply, child) {
  const differences = [];
  const check = (what, actual, expected) => {
    if (actual !== expected) differences.push(`${what}: ${show(actual)}, expected ${show(expected)}`);
  };

  check("status", reply.status, expect.status);
  check("reply body", reply.body, expect.body);
  for (const [name, value] of Object.entries(expect.headers)) check(name, reply.headers[name], value);

  const entry = await child.entry(id, LOG_TIMEOUT_MS);
  if (entry === null) {
    differences.push("no log entry");
  } else {
    for (const field of ["status", "trust", "outcome", "understood"]) {
      check(`logged ${field}`, entry[field], expect[field]);
    }
  }
  const { trust = null, outcome = "", understood = null } = entry ?? {};
  return { status: reply.status, trust, outcome, understood, differences };
}

/** The answer of a server that gave none. @returns {Answer} */
export function noAnswer(error) {
  const reason = `no answer: ${error.message}`;
  return { status: null, trust: null, outcome: reason, understood: null, differences: [reason] };
}

function show(value) {
  return value === undefined ? "absent" : JSON.stringify(value);
}
