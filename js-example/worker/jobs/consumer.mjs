import { tell } from "../objects/overview/shards.mjs";
import { numberOf } from "../settings.mjs";
import { actOn } from "../ingest/subjects.mjs";

/** A queue takes no longer delay. */
const LONGEST_DELAY_SECONDS = 43_200;

/**
 * Does the work for a batch of messages: lets the object of each subject work, and tells the overview what came of it. A
 * message is acknowledged once the work is done; until then it comes again, and finds done what is done.
 *
 * @param {MessageBatch<import("../objects/subject/deliveries.mjs").Row>} batch
 * @param {object} env
 * @param {ExecutionContext} ctx
 */
export async function work({ messages }, env, ctx) {
  await consume(messages, env, ctx, (object, places) => object.work(places));
}

/**
 * Gives up what was tried too often. It stays where it is stored, and the operator can replay it. What could not be tried is
 * tried again later.
 *
 * @param {MessageBatch<import("../objects/subject/deliveries.mjs").Row>} batch
 * @param {object} env
 * @param {ExecutionContext} ctx
 */
export async function bury({ messages }, env, ctx) {
  await consume(messages, env, ctx, (object, places) => object.bury(places));
}

async function consume(messages, env, ctx, act) {
  const rows = messages.map(({ body }) => body);
  // So that the operator sees what is being worked on even where that never ends. The work does not wait for it.
  ctx.waitUntil(tell(env, [{ rows, entries: [] }]));
  const isWell = await actOn(rows, env, act);
  for (const message of messages) {
    if (isWell(message.body)) message.ack();
    else message.retry({ delaySeconds: delayAfter(message.attempts, env) });
  }
}

function delayAfter(attempts, env) {
  return Math.min(numberOf(env, "RETRY_SECONDS") * 2 ** (attempts - 1), LONGEST_DELAY_SECONDS);
}
