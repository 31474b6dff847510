import { log } from "./log.mjs";
import { overviewObject, subjectObject } from "./objects.mjs";
import { ask, groupBy, settleEach } from "./parallel.mjs";
import { numberOf } from "./settings.mjs";

/** A queue takes no longer delay. */
const LONGEST_DELAY_SECONDS = 43_200;

/**
 * Does the work for a batch of messages: lets the object of each subject work, and tells the overview what came of it. A
 * message is acknowledged once both are done; until then it comes again, and finds done what is done.
 *
 * @param {MessageBatch<import("./subject/deliveries.mjs").Row>} batch
 * @param {object} env
 */
export async function work(batch, env) {
  await report(batch, env, (object, places) => object.work(places));
}

/**
 * Gives up what was tried too often. It stays where it is stored, and the operator can replay it.
 *
 * @param {MessageBatch<import("./subject/deliveries.mjs").Row>} batch
 * @param {object} env
 */
export async function bury(batch, env) {
  for (const { body } of batch.messages) log.error("a delivery is given up", { provider: body.provider, id: body.id });
  await report(batch, env, (object, places) => object.bury(places));
}

async function report({ messages }, env, act) {
  // First, so that the operator sees what is being worked on even where that never ends.
  await overviewObject(env).record(messages.map(({ body }) => body), []);

  const groups = groupBy(messages, ({ body }) => `${body.provider}/${body.subject}`);
  const results = await settleEach(groups, (group) => {
    const places = [...new Set(group.map(({ body }) => body.received))];
    return ask(() => act(subjectObject(env, group[0].body), places));
  });
  const reports = results.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
  await overviewObject(env).record(reports.flatMap(({ rows }) => rows), reports.flatMap(({ entries }) => entries));

  groups.forEach((group, index) => acknowledge(group, results[index], env));
}

function acknowledge(group, { status, value, reason }, env) {
  if (status === "rejected") log.error("an object did not answer", { error: reason });
  for (const message of group) {
    const isDone = status === "fulfilled" && !value.failed.includes(message.body.received);
    if (isDone) message.ack();
    else message.retry({ delaySeconds: delayAfter(message.attempts, env) });
  }
}

function delayAfter(attempts, env) {
  return Math.min(numberOf(env, "RETRY_SECONDS") * 2 ** (attempts - 1), LONGEST_DELAY_SECONDS);
}
