import { sql } from "kysely";
import { deleteBodies, empty } from "../database/empty.mjs";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** How long a key is needed at least: no provider is known to send anything again after that. */
export const KEY_DAYS = 30;

/** Rows in one transaction: others come in between. */
const TOGETHER = 500;

/**
 * Removes old deliveries: first their personal data, and the rest once the key is of no use any more. Units that have work to be
 * done stay. The sums of the ledger stay, too: they are books, not news.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ days: number, now?: number }} limit
 * @returns {Promise<boolean>} whether there may be more
 */
export async function removeOld({ transaction }, { days, now = Date.now() }) {
  const dataBefore = now - days * DAY_MS;
  const keysBefore = now - Math.max(days, KEY_DAYS) * DAY_MS;
  return transaction(async (tx) => {
    const parts = [
      await emptyOld(tx, dataBefore),
      await deleteEmptied(tx, keysBefore),
      await deleteQuarantined(tx, dataBefore),
    ];
    return parts.includes(TOGETHER);
  });
}

/** Numbers grow with receipt: the oldest are the first, and the first that is young ends it. */
async function emptyOld(tx, before) {
  const oldest = tx
    .selectFrom("deliveries")
    .select(["id", "provider", "subject", "body_sha256", "received_at"])
    .where(sql`subject <> '' and state <> 'pending'`);
  const rows = await oldestOf(oldest, before);
  await empty(tx, rows);
  return rows.length;
}

async function deleteEmptied(tx, before) {
  const rows = await oldestOf(
    tx.selectFrom("deliveries").select(["id", "received_at"]).where(sql`subject = ''`),
    before,
  );
  await deleteRows(tx, "deliveries", rows);
  return rows.length;
}

async function deleteQuarantined(tx, before) {
  const rows = await oldestOf(tx.selectFrom("quarantine").select(["id", "body_sha256", "received_at"]), before);
  await deleteRows(tx, "quarantine", rows);
  if (rows.length > 0) await deleteBodies(tx, rows);
  return rows.length;
}

async function oldestOf(query, before) {
  const rows = await query.orderBy("id").limit(TOGETHER).execute();
  return rows.filter(({ received_at }) => received_at < before);
}

async function deleteRows(tx, table, rows) {
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await tx.deleteFrom(table).where("id", "in", ids).execute();
}
