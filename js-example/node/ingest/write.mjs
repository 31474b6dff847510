import { sql } from "kysely";
import { storableText } from "../../shared/ledger/storable.mjs";
import { sortOut } from "./returns.mjs";

/** Rows in one statement: PostgreSQL takes 65 535 parameters, SQLite 32 766. */
const ROWS = 500;
/** A time that has passed by every clock. Those that are due at the same time have the order of their numbers. */
const AT_ONCE = 0;
/** In UTF-16 code units or bytes. The longest texts of one statement. */
const LONGEST = 4 * 1024 * 1024;

/**
 * A request's units and body.
 *
 * @typedef {object} Receipt
 * @property {string} provider
 * @property {string} trust
 * @property {number} receivedAt
 * @property {string} sha256 of the body
 * @property {Uint8Array | null} body null where it is stored already
 * @property {(import("../../shared/ledger/units.mjs").Unit & { text?: string })[]} units with each event's JSON, where it was
 *   made before
 * @property {{ code: string, path: string }[]} unreadable the body itself (path ""), or elements of a batch
 */

/**
 * A unit that has arrived, with its receipt and its row.
 *
 * @typedef {object} Arrival
 * @property {import("../../shared/ledger/units.mjs").Unit} unit
 * @property {Receipt} receipt
 * @property {ReturnType<typeof rowOf>} row
 */

/**
 * Writes receipts, in the order in which they came. A unit whose key is known, or comes a second time, is counted as a
 * duplicate, unless it is news all the same.
 *
 * @param {import("kysely").Transaction<any>} transaction
 * @param {import("../database.mjs").Engine} engine
 * @param {Receipt[]} receipts
 * @returns {Promise<Map<Receipt, { stored: number, duplicates: number }>>}
 */
export async function write(transaction, engine, receipts) {
  const arrivals = receipts.flatMap((receipt) =>
    receipt.units.map((unit) => ({ unit, receipt, row: rowOf(unit, receipt) })),
  );
  const firsts = new Map();
  for (const arrival of arrivals) if (!firsts.has(arrival.row.dedupe_key)) firsts.set(arrival.row.dedupe_key, arrival);
  const fresh = await insertDeliveries(transaction, [...firsts.values()]);
  const isFresh = (arrival) => firsts.get(arrival.row.dedupe_key) === arrival && fresh.has(arrival.row.dedupe_key);
  const { news, duplicates } = await sortOut(
    transaction,
    engine,
    arrivals.filter((arrival) => !isFresh(arrival)),
  );
  await countDuplicates(transaction, engine, duplicates);
  await insertQuarantine(transaction, receipts);

  const counts = new Map(receipts.map((receipt) => [receipt, { stored: 0, duplicates: 0 }]));
  for (const arrival of arrivals) {
    const isStored = news.has(arrival) || isFresh(arrival);
    counts.get(arrival.receipt)[isStored ? "stored" : "duplicates"] += 1;
  }
  await insertBodies(
    transaction,
    receipts.filter(
      ({ body, unreadable }, index) =>
        body !== null && (counts.get(receipts[index]).stored > 0 || unreadable.length > 0),
    ),
  );
  return counts;
}

function rowOf({ dedupeKey, provider, kind, subject, event, text = JSON.stringify(event) }, receipt) {
  const { trust, sha256, receivedAt } = receipt;
  return {
    dedupe_key: dedupeKey,
    provider,
    kind,
    subject,
    trust,
    event: text,
    event_length: text.length,
    body_sha256: sha256,
    received_at: receivedAt,
    due_at: AT_ONCE,
    duplicates: 0,
  };
}

/** Inserts one arrival for each key; returns the keys that were not there. */
async function insertDeliveries(transaction, arrivals) {
  const fresh = new Set();
  for (const chunk of chunks(arrivals, ({ row }) => row.event_length)) {
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

/** Locks the rows by their numbers, as the workers do: two processes that take locks in one order cannot wait for each other. */
async function countDuplicates(transaction, engine, keys) {
  const times = new Map();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  for (const count of new Set(times.values())) {
    for (const chunk of chunks([...times.keys()].filter((key) => times.get(key) === count))) {
      const known = transaction.selectFrom("deliveries").select("id").where("dedupe_key", "in", chunk);
      await transaction
        .updateTable("deliveries")
        .set({ duplicates: sql`duplicates + ${count}` })
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
  for (const chunk of chunks([...rows.values()], ({ bytes }) => bytes.length)) {
    await transaction
      .insertInto("bodies")
      .values(chunk)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Divides rows, in their order, into parts for one statement each. */
function chunks(rows, lengthOf = () => 0) {
  const parts = [];
  let length = Infinity;
  for (const row of rows) {
    length += lengthOf(row);
    if (length > LONGEST || parts.at(-1)?.length === ROWS) {
      parts.push([]);
      length = lengthOf(row);
    }
    parts.at(-1).push(row);
  }
  return parts;
}
