// Whether a server answered as the contract says, and holds what must come of it.

import { STATUS_CODES } from "node:http";

/**
 * @typedef {object} Answer one server's answer to one delivery
 * @property {number | null} status null when there was none
 * @property {string[]} differences from what the contract says, empty when there are none
 */

/** What both servers answer: a body that cannot be read is set aside, so that nobody sends it again. */
function answerOf({ verdict, status, body }) {
  if (verdict === "unreadable") return { status: 200, body: "" };
  return { status, body: body ?? `${STATUS_CODES[status].replace("Payload Too Large", "Content Too Large")}\n` };
}

/**
 * Compares a reply with what is expected of the delivery.
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
 * Compares what a server holds with what must have come of all the deliveries, and adds what is missing to the answers.
 *
 * @param {{ delivery: import("./cases/deliveries.mjs").Delivery, answer: Answer }[]} played in the order in which they were sent
 * @param {import("../lab/simulator/view.mjs").View} view
 * @returns {string[]} what cannot be put down to one delivery
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

/** What the summary must say after these deliveries. @param {import("./cases/deliveries.mjs").Delivery[]} deliveries */
export function heldAfter(deliveries) {
  const sum = (countOf) => deliveries.reduce((total, { expect }) => total + countOf(expect), 0);
  return {
    stored: sum(({ stored }) => stored.length),
    duplicates: sum(({ duplicates }) => duplicates),
    quarantined: sum(({ quarantined }) => quarantined),
  };
}

/** What one of two pieces of news becomes can depend on which was worked on first: `applied|superseded` says so. */
function isAs(line, row) {
  const [states, ...rest] = line.split(" ").reverse();
  return states.split("|").some((state) => [...rest.toReversed(), state].join(" ") === lineOf(row));
}

/** What a unit is and what became of it; without the subject where it is about nothing else than itself. */
function lineOf({ kind, subject, dedupeKey, state }) {
  return [kind, ...(subject === dedupeKey ? [] : [subject]), state].join(" ");
}

function show(value) {
  return value === undefined ? "absent" : JSON.stringify(value);
}
