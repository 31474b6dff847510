import { log } from "../log.mjs";
import { overviewObject, subjectObject } from "../objects/index.mjs";
import { ask, groupBy, settleEach } from "./parallel.mjs";

/**
 * @typedef {object} About what names a delivery
 * @property {string} provider
 * @property {string} subject
 * @property {number} received
 */

/**
 * Lets the objects of some deliveries act, each once for all of its own, and tells the overview how things are then.
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
  const rows = reports.flatMap((report) => report.rows);
  const entries = reports.flatMap((report) => report.entries);
  await overviewObject(env).record(rows, entries);

  const outcomes = new Map(groups.map((group, index) => [nameOf(group[0]), results[index].value]));
  return (delivery) => outcomes.get(nameOf(delivery))?.failed.includes(delivery.received) === false;
}

const nameOf = ({ provider, subject }) => `${provider}/${subject}`;
