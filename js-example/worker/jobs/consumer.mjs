import { tell } from "../objects/overview/shards.mjs";
import { numberOf } from "../settings.mjs";
import { actOn } from "../ingest/subjects.mjs";

/** The longest delay that a queue accepts. */
const LONGEST_DELAY_SECONDS = 43_200;

/**
 * Does the work for a batch of messages in the object of each subject, and reports the results to the overview. A message is
 * acknowledged when its work is done. Until then it is delivered again, and finished work is not repeated.
 *
 * @param {MessageBatch<import("../objects/subject/deliveries.mjs").Row>} batch
 * @param {object} env
 * @param {ExecutionContext} ctx
 */
export async function work({ messages }, env, ctx) {
  await consume(messages, env, ctx, (object, places) => object.work(places));
}

/**
 * Gives up deliveries that failed too often. They stay stored, and the operator can replay them. Deliveries that could not be
 * tried are tried again later.
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
  // Reports before the work, so that the operator sees a delivery whose work never ends. The work does not wait for this.
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
