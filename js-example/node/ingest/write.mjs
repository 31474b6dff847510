import { sql } from "kysely";
import { storableText } from "../../ledger/storable.mjs";

/** Rows in one statement: PostgreSQL takes 65 535 parameters, SQLite 32 766. */
const ROWS = 500;

/**
 * What came with one request.
 *
 * @typedef {object} Receipt
 * @property {string} provider
 * @property {string} trust
 * @property {number} receivedAt
 * @property {string} sha256 of the body
 * @property {Uint8Array} body
 * @property {import("../../ledger/units.mjs").Unit[]} units
 * @property {{ code: string, path: string }[]} unreadable the body itself (path ""), or elements of a batch
 */

/**
 * Writes receipts, in the order in which they came. A unit that is known, or comes a second time, is counted as a
 * duplicate of the first.
 *
 * @param {import("kysely").Transaction<any>} transaction
 * @param {import("../database.mjs").Engine} engine
 * @param {Receipt[]} receipts
 * @returns {Promise<Map<Receipt, { stored: number, duplicates: number }>>}
 */
export async function write(transaction, engine, receipts) {
  const units = gather(receipts);
  const fresh = await insertDeliveries(transaction, [...units.values()]);
  const known = [...units.values()].filter(({ row }) => !fresh.has(row.dedupe_key));
  await countDuplicates(transaction, engine, known);
  await insertQuarantine(transaction, receipts);

  const counts = new Map(receipts.map((receipt) => [receipt, { stored: 0, duplicates: 0 }]));
  for (const {
    row,
    receipts: [first, ...others],
  } of units.values()) {
    counts.get(first)[fresh.has(row.dedupe_key) ? "stored" : "duplicates"] += 1;
    for (const receipt of others) counts.get(receipt).duplicates += 1;
  }
  await insertBodies(
    transaction,
    receipts.filter((receipt) => counts.get(receipt).stored > 0 || receipt.unreadable.length > 0),
  );
  return counts;
}

/** Returns each unit once, with the receipts that brought it: one statement must not touch a row twice. */
function gather(receipts) {
  const units = new Map();
  for (const receipt of receipts) {
    for (const unit of receipt.units) {
      const seen = units.get(unit.dedupeKey);
      if (seen) seen.receipts.push(receipt);
      else units.set(unit.dedupeKey, { row: rowOf(unit, receipt), receipts: [receipt] });
    }
  }
  for (const unit of units.values()) unit.row.duplicates = unit.receipts.length - 1;
  return units;
}

function rowOf({ dedupeKey, provider, kind, subject, event }, { trust, sha256, receivedAt }) {
  return {
    dedupe_key: dedupeKey,
    provider,
    kind,
    subject,
    trust,
    event: JSON.stringify(event),
    body_sha256: sha256,
    received_at: receivedAt,
    due_at: receivedAt,
    duplicates: 0,
  };
}

/** Returns the keys that were not there. */
async function insertDeliveries(transaction, units) {
  const fresh = new Set();
  for (const chunk of chunks(units)) {
    const inserted = await transaction
      .insertInto("deliveries")
      .values(chunk.map(({ row }) => row))
      .onConflict((conflict) => conflict.column("dedupe_key").doNothing())
      .returning("dedupe_key")
      .execute();
    for (const { dedupe_key } of inserted) fresh.add(dedupe_key);
  }
  return fresh;
}

/** Locks the rows by their numbers, as the workers do: who takes locks in one order cannot hold up the other for good. */
async function countDuplicates(transaction, engine, units) {
  for (const times of new Set(units.map(({ receipts }) => receipts.length))) {
    for (const chunk of chunks(units.filter(({ receipts }) => receipts.length === times))) {
      const known = transaction
        .selectFrom("deliveries")
        .select("id")
        .where(
          "dedupe_key",
          "in",
          chunk.map(({ row }) => row.dedupe_key),
        );
      await transaction
        .updateTable("deliveries")
        .set({ duplicates: sql`duplicates + ${times}` })
        .where("id", "in", engine.forUpdate(known.orderBy("id")))
        .execute();
    }
  }
}

async function insertQuarantine(transaction, receipts) {
  const rows = receipts.flatMap(({ provider, sha256, receivedAt, unreadable }) =>
    unreadable.map(({ code, path }) => ({
      provider,
      code,
      path: storableText(path),
      body_sha256: sha256,
      received_at: receivedAt,
    })),
  );
  for (const chunk of chunks(rows)) {
    await transaction
      .insertInto("quarantine")
      .values(chunk)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** One body for all that came with it, and for all that bring the same. */
async function insertBodies(transaction, receipts) {
  const rows = new Map(receipts.map(({ sha256, body }) => [sha256, { sha256, bytes: body }]));
  for (const chunk of chunks([...rows.values()])) {
    await transaction
      .insertInto("bodies")
      .values(chunk)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

function chunks(rows) {
  return Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, index) => rows.slice(index * ROWS, (index + 1) * ROWS));
}
