// Checks that a server answers according to the contract, and stores the right data.

import { STATUS_CODES } from "node:http";

/**
 * @typedef {object} Answer one server's answer to one delivery
 * @property {number | null} status null without an answer
 * @property {string[]} differences from the contract, or an empty list
 */

/** Both servers quarantine a body that cannot be parsed, and answer 200 so that the provider does not retry. */
function answerOf({ verdict, status, body }) {
  if (verdict === "unreadable") return { status: 200, body: "" };
  return { status, body: body ?? `${STATUS_CODES[status].replace("Payload Too Large", "Content Too Large")}\n` };
}

/**
 * Compares an answer with the delivery's expectation.
 *
 * @param {import("./cases/deliveries.mjs").Delivery} delivery
 * @param {import("../lab/simulator/transport.mjs").Answer} reply
 * @returns {Answer}
 */
export function compareReply({ expect }, reply) {
  if (reply.status === null) return { status: null, differences: [`no answer: ${reply.error}`] };
  const differences = [];
  const check = (what, actual, expected) => {
    if (actual !== expected) differences.push(`${what}: ${show(actual)}, expected ${show(expected)}`);
  };
  const right = answerOf(expect);
  check("status", reply.status, right.status);
  check("reply body", reply.body, right.body);
  for (const [name, value] of Object.entries(expect.headers)) check(name, reply.headers[name], value);
  return { status: reply.status, differences };
}

/**
 * Compares a server's data with the expectations of all deliveries, and adds differences to the answers.
 *
 * @param {{ delivery: import("./cases/deliveries.mjs").Delivery, answer: Answer }[]} played in the order of sending
 * @param {import("../lab/simulator/view.mjs").View} view
 * @returns {string[]} the differences that belong to no single delivery
 */
export function compareHoldings(played, view) {
  const rows = [...view.deliveries].reverse();
  for (const { delivery, answer } of played) {
    for (const line of delivery.expect.stored) {
      const place = rows.findIndex((row) => isAs(line, row) && row.trust === delivery.expect.trust);
      if (place < 0) answer.differences.push(`not stored: ${line}, by ${delivery.expect.trust}`);
      else rows.splice(place, 1);
    }
  }
  const differences = rows.map((row) => `stored, and not expected: ${lineOf(row)}`);
  for (const [name, count] of Object.entries(heldAfter(played.map(({ delivery }) => delivery)))) {
    if (view.summary[name] !== count) differences.push(`${name}: ${view.summary[name]}, expected ${count}`);
  }
  return differences;
}

/** Returns the expected summary after these deliveries. @param {import("./cases/deliveries.mjs").Delivery[]} deliveries */
export function heldAfter(deliveries) {
  const sum = (countOf) => deliveries.reduce((total, { expect }) => total + countOf(expect), 0);
  return {
    stored: sum(({ stored }) => stored.length),
    duplicates: sum(({ duplicates }) => duplicates),
    quarantined: sum(({ quarantined }) => quarantined),
  };
}

/** A unit's state can depend on which of two was worked on first. Such an expectation has both: `applied|superseded`. */
function isAs(line, row) {
  const [states, ...rest] = line.split(" ").reverse();
  return states.split("|").some((state) => [...rest.toReversed(), state].join(" ") === lineOf(row));
}

/** A unit's kind, subject and state. Without the subject if that is only its own key. */
function lineOf({ kind, subject, dedupeKey, state }) {
  return [kind, ...(subject === dedupeKey ? [] : [subject]), state].join(" ");
}

function show(value) {
  return value === undefined ? "absent" : JSON.stringify(value);
}
