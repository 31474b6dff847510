import { log } from "../log.mjs";
import { subjectObject } from "../objects/index.mjs";
import { forgetGone, tell } from "../objects/overview/shards.mjs";
import { ask, groupBy, settleEach } from "./parallel.mjs";

/**
 * @typedef {object} About what names a delivery
 * @property {string} id
 * @property {string} provider
 * @property {string} subject
 * @property {number} received
 */

/**
 * Lets the objects of some deliveries act, each once for all of its own, and tells the overview how things are then. What the
 * overview does not take changes nothing: the object has it told again later.
 *
 * @param {About[]} deliveries
 * @param {object} env
 * @param {(object: DurableObjectStub<import("../objects/subject/object.mjs").Subject>, places: number[]) => Promise<import("../objects/subject/object.mjs").Report>} act
 * @returns {Promise<(delivery: About) => boolean>} tells whether all is well with one of them
 */
export async function actOn(deliveries, env, act) {
  const groups = groupBy(deliveries, nameOf);
  const results = await settleEach(groups, (group) => {
    const places = new Set(group.map(({ received }) => received));
    return ask(() => act(subjectObject(env, group[0]), [...places]));
  });
  for (const { reason } of results) if (reason) log.error("an object did not answer", { error: reason });

  const reports = results.map(({ value }) => value ?? { rows: [], entries: [] });
  const told = await tell(env, reports);
  // A delivery that was deleted meanwhile must not come back.
  await forgetGone(
    env,
    groups.flatMap((group, index) => (results[index].value ? goneOf(group, reports[index]) : [])),
  );
  const untold = reports.filter((_, index) => !told[index]);
  const reminded = await settleEach(untold, ({ rows }) => remind(rows, env));
  const isLost = new Set(untold.filter((_, index) => reminded[index].status === "rejected"));

  const outcomes = new Map(groups.map((group, index) => [nameOf(group[0]), reports[index]]));
  return (delivery) => {
    const report = outcomes.get(nameOf(delivery));
    return report.failed?.includes(delivery.received) === false && !isLost.has(report);
  };
}

function goneOf(group, { rows }) {
  const there = new Set(rows.map(({ received }) => received));
  return group.filter(({ received }) => !there.has(received));
}

function remind(rows, env) {
  if (rows.length === 0) return undefined;
  const places = rows.map(({ received }) => received);
  return ask(() => subjectObject(env, rows[0]).remind(places));
}

const nameOf = ({ provider, subject }) => `${provider}/${subject}`;
