import { log } from "./log.mjs";
import { overviewObject, subjectObject } from "./objects.mjs";
import { ask, groupBy, settleEach } from "./parallel.mjs";
import { millisecondsOf } from "./settings.mjs";

/** How many deliveries one run looks after; the next run goes on. */
const MOST_AT_ONCE = 500;

/**
 * Looks after deliveries that the overview has as pending for longer than the objects' own alarms should have let it come to,
 * whatever the reason: each is asked how it is, and what is pending is handed to the queue again.
 *
 * @param {object} env
 */
export async function reconcile(env) {
  const overview = overviewObject(env);
  const stuck = await overview.stuck({ olderThanMs: 2 * millisecondsOf(env, "RESEND_SECONDS"), limit: MOST_AT_ONCE });
  if (stuck.length === 0) return;

  const groups = groupBy(stuck, ({ provider, subject }) => `${provider}/${subject}`);
  const results = await settleEach(groups, (group) => {
    const places = group.map(({ received }) => received);
    return ask(() => subjectObject(env, group[0]).poke(places));
  });
  const reports = results.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
  await overview.record(reports.flatMap(({ rows }) => rows), reports.flatMap(({ entries }) => entries));
  for (const { reason } of results.filter(({ status }) => status === "rejected")) log.error("an object did not answer", { error: reason });
  log.warn("deliveries were stuck", { count: stuck.length });
}
