import { addColumn } from "../tables.mjs";

/**
 * The tables of one subject. All that belongs together is written in one transaction: the delivery, its body, what the
 * ledger says now, and the note that somebody has yet to be told.
 *
 * Every column that a query reads without the event stands before it, so that a large event costs such a query nothing.
 */
const TABLES = [
  // `received` is the time of receipt in milliseconds, moved on where two came in the same one: it is the order, too.
  // `progress` says how far work has come that takes more than one transaction.
  // `erased` says that the event has been deleted, but for what the ledger needs of it, and the key is kept.
  // The body is in this object's `bodies` under `body_of`, or, for a part of a batch, in the object of the batch.
  `CREATE TABLE IF NOT EXISTS deliveries (
    received INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    provider TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    dedupe_key TEXT NOT NULL UNIQUE,
    trust TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'applied', 'superseded', 'dead')),
    progress INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    duplicates INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 1,
    last_error TEXT,
    erased INTEGER NOT NULL DEFAULT 0,
    body_of INTEGER,
    body_in TEXT,
    event TEXT NOT NULL
  )`,
  // A row holds at most 2 MB: the body has one to itself.
  "CREATE TABLE IF NOT EXISTS bodies (received INTEGER PRIMARY KEY, kept INTEGER NOT NULL, body BLOB NOT NULL)",
  // The subject's entry in the ledger: the one row, and which delivery it shows.
  `CREATE TABLE IF NOT EXISTS entry (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    state TEXT NOT NULL,
    events INTEGER NOT NULL,
    shows INTEGER NOT NULL
  )`,
  // Of a delivery whose status was sent again under a later time, the event that came last: it decides the order.
  "CREATE TABLE IF NOT EXISTS sent_again (received INTEGER PRIMARY KEY, event TEXT NOT NULL)",
  // Effects that have happened, of those that news can ask for more than once.
  "CREATE TABLE IF NOT EXISTS effects (key TEXT PRIMARY KEY) WITHOUT ROWID",
  // Deliveries on which a consumer has yet to report, and when the object looks after them.
  "CREATE TABLE IF NOT EXISTS outbox (received INTEGER PRIMARY KEY, due INTEGER NOT NULL)",
];

/** What RETAIN_DAYS needs: which events are deleted, and since when a body is kept. A batch's body has no time of its own. */
function addRetention(sql) {
  addColumn(sql, "deliveries", "erased", "INTEGER NOT NULL DEFAULT 0");
  addColumn(sql, "bodies", "kept", "INTEGER NOT NULL DEFAULT 0");
  sql.exec("UPDATE bodies SET kept = IIF(received > 0, received, ?) WHERE kept = 0", Date.now());
}

/** @type {import("../tables.mjs").Schema} */
export const SCHEMA = { tables: TABLES, steps: [addRetention] };
