import { log } from "../log.mjs";
import { quarantineObject } from "../objects/index.mjs";
import { askEach } from "../objects/overview/shards.mjs";
import { millisecondsOf, numberOf } from "../settings.mjs";
import { actOn } from "../ingest/subjects.mjs";

/** How many old rows one run deletes from the quarantine and from each part of the overview. */
const MOST_FORGOTTEN = 1_000;

const DAY_MS = 86_400_000;

/** How many deliveries of each part of the overview one run looks after. The next run continues. */
const MOST_AT_ONCE = 60;

/**
 * Looks after deliveries that have been pending in the overview for so long that the objects' own alarms must have failed. It
 * asks each one for its state, and sends the pending ones to the queue again.
 *
 * @param {object} env
 */
export async function reconcile(env) {
  const olderThanMs = 2 * millisecondsOf(env, "RESEND_SECONDS");
  const parts = await askEach(env, (overview) => overview.stuck({ olderThanMs, limit: MOST_AT_ONCE }));
  const stuck = parts.flat();
  if (stuck.length === 0) return;
  await actOn(stuck, env, (object, places) => object.poke(places));
  log.warn("deliveries were stuck", { count: stuck.length });
}

/** Deletes old rows of the overview and the quarantine, a part of them at each run. */
export async function forgetOld(env) {
  const before = Date.now() - numberOf(env, "RETAIN_DAYS") * DAY_MS;
  const old = { before, limit: MOST_FORGOTTEN };
  const counts = await askEach(env, (overview) => overview.forget(old));
  const count = counts.reduce((sum, each) => sum + each, await quarantineObject(env).forget(old));
  if (count > 0) log.info("deleted old rows of the overview and the quarantine", { count });
}
