import { log } from "../log.mjs";
import { overviewObject } from "../objects/index.mjs";
import { millisecondsOf } from "../settings.mjs";
import { actOn } from "../ingest/subjects.mjs";

/** How many deliveries one run looks after; the next run goes on. */
const MOST_AT_ONCE = 500;

/**
 * Looks after deliveries that the overview has as pending for longer than the objects' own alarms should have let it come to,
 * whatever the reason: each is asked how it is, and what is pending is handed to the queue again.
 *
 * @param {object} env
 */
export async function reconcile(env) {
  const olderThanMs = 2 * millisecondsOf(env, "RESEND_SECONDS");
  const stuck = await overviewObject(env).stuck({ olderThanMs, limit: MOST_AT_ONCE });
  if (stuck.length === 0) return;
  await actOn(stuck, env, (object, places) => object.poke(places));
  log.warn("deliveries were stuck", { count: stuck.length });
}
