import { sql } from "kysely";
import { storableKey } from "../../shared/ledger/storable.mjs";
import { empty } from "../database/empty.mjs";

const TOGETHER = 500;
const USER = /^user:/;

/**
 * Deletes everything about a subject: the events and bodies of its deliveries, and its ledger entries. For a user of Reward these
 * are the triggers, the credits and the balance. The keys stay for their time, so a retry restores nothing. If several deliveries
 * share a body, like those of an isendu batch, the others lose it, too.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ provider: string, subject: string }} whom as the operator's page shows it
 * @returns {Promise<{ deliveries: number, bodies: number, entries: number }>} the number of deleted rows
 */
export async function forget(database, { provider, subject }) {
  const gone = { deliveries: 0, bodies: 0, entries: 0 };
  const key = storableKey(subject);
  for (const find of [
    byKey(key),
    ...(provider === "reward" && USER.test(subject) ? [creditsOf(database, subject)] : []),
  ]) {
    for (let rows = [null]; rows.length > 0; ) {
      await database.transaction(async (tx) => {
        rows = await find(
          tx.selectFrom("deliveries").select(["id", "provider", "subject", "body_sha256", "event"]),
          provider,
        );
        const { bodies, entries } = await empty(tx, rows);
        gone.deliveries += rows.length;
        gone.bodies += bodies;
        gone.entries += entries;
      });
    }
  }
  gone.entries += await forgetEntries(database.db, provider, [key, storableKey(subject.replace(USER, "balance:"))]);
  return gone;
}

const byKey = (key) => (query, provider) =>
  query.where("subject", "=", key).where("provider", "=", provider).orderBy("id").limit(TOGETHER).execute();

/** The subject of a credit is its transaction. */
function creditsOf({ engine }, subject) {
  const userId = subject.replace(USER, "");
  const text = `"userId":${JSON.stringify(userId)}`;
  let after = 0;
  return async (query, provider) => {
    for (;;) {
      const rows = await query
        .where("provider", "=", provider)
        .where("kind", "=", "balance.credit_points_issued")
        .where("id", ">", after)
        .where(sql`${engine.position}(event, ${text}) > 0`)
        .orderBy("id")
        .limit(TOGETHER)
        .execute();
      if (rows.length === 0) return [];
      after = rows.at(-1).id;
      const own = rows.filter(({ event }) => JSON.parse(event).userId === userId);
      if (own.length > 0) return own;
    }
  };
}

async function forgetEntries(db, provider, subjects) {
  const entries = db.deleteFrom("ledger").where("provider", "=", provider).where("subject", "in", subjects);
  const { numDeletedRows } = await entries.executeTakeFirst();
  return Number(numDeletedRows);
}
