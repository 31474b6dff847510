// Receives Reward's webhooks. It stores each event once, in D1, and books each credit once.
import { reward, type RewardEvent } from "countersign";
import { createHandler } from "countersign/fetch";

interface Env {
  DB: D1Database;
  REWARD_URL_TOKEN: string;
}

const SAVE = "INSERT INTO events (dedupe_key, body, problem) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const BOOK = "INSERT INTO credits (transaction_key, user_id, amount) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

/** Your work, as SQL. It runs in one transaction with the event's row, and it may run again with the next delivery. */
function workOf(db: D1Database, event: RewardEvent): D1PreparedStatement[] {
  if (event.kind !== "balance.credit_points_issued") return []; // stored; nothing to do yet
  // Several events can report one transaction. Its key is claimed, so it is booked once.
  return [db.prepare(BOOK).bind(event.transactionKey, event.userId, event.amountText)];
}

export default {
  fetch: createHandler({
    provider: reward,
    config: (env: Env) => ({ urlToken: env.REWARD_URL_TOKEN }), // the last segment of the path
    // We reply 200 when this resolves and 503 if it throws, so the provider retries.
    onEvent: (event, env, body) => env.DB.batch([env.DB.prepare(SAVE).bind(event.dedupeKey, body, null), ...workOf(env.DB, event)]),
    // A genuine delivery that can't be parsed. A retry would not help, so keep it and look at it.
    onUnreadable: (body, error, _verified, env) => env.DB.prepare(SAVE).bind(null, body, error.code).run(),
    onRejected: (error) => console.warn(`rejected: ${error.code}: ${error.message}`),
  }),
};
