import { addColumn } from "../tables.mjs";

/**
 * The tables of one subject. One transaction writes everything that belongs together: the delivery, its body, the ledger entry,
 * and the note that a consumer must still report.
 *
 * Columns that are read without the event come before it. So a large event does not slow those queries down.
 */
const TABLES = [
  // `received` is the time of receipt in milliseconds, and the order. If a millisecond is taken, the next free one is used.
  // `progress` is the progress of work that needs several transactions.
  // `erased` means that the event is deleted, except for the basis that the ledger needs, and that the key remains.
  // The body is in this object's `bodies` under `body_of`. For a part of a batch, it is in the object of the batch.
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
  // A row can have at most 2 MB, so each body has its own row.
  "CREATE TABLE IF NOT EXISTS bodies (received INTEGER PRIMARY KEY, kept INTEGER NOT NULL, body BLOB NOT NULL)",
  // The subject's ledger entry: a single row. `shows` is the delivery that it shows.
  `CREATE TABLE IF NOT EXISTS entry (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    state TEXT NOT NULL,
    events INTEGER NOT NULL,
    shows INTEGER NOT NULL
  )`,
  // For a delivery whose status was sent again later: the event that was sent last. It decides the order.
  "CREATE TABLE IF NOT EXISTS sent_again (received INTEGER PRIMARY KEY, event TEXT NOT NULL)",
  // Effects that have happened, if several deliveries can ask for the same one.
  "CREATE TABLE IF NOT EXISTS effects (key TEXT PRIMARY KEY) WITHOUT ROWID",
  // Deliveries that a consumer must still report on, and the time when the object looks after each of them.
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
