import { addColumn } from "../tables.mjs";

/**
 * The tables of the overview. They are copies of the subjects' rows, and may lag behind. The operator's page lists them, and
 * the Cron finds stuck deliveries in them.
 *
 * @typedef {object} LedgerRow an entry of the ledger
 * @property {string} provider
 * @property {string} subject
 * @property {string} state
 * @property {string} version the dedupeKey of the delivery that the entry shows
 * @property {number} events the number of applied deliveries. Of two versions of a row, the newer one has more
 * @property {string[]} effects the effects that have happened, if several deliveries can ask for the same one
 */
const TABLES = [
  // Ids are ordered by time, and so are the indexes.
  `CREATE TABLE IF NOT EXISTS deliveries (
    id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    trust TEXT NOT NULL,
    received INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    last_error TEXT,
    revision INTEGER NOT NULL,
    poked INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID`,
  "CREATE INDEX IF NOT EXISTS deliveries_by_state ON deliveries (state, id)",
  "CREATE INDEX IF NOT EXISTS deliveries_by_provider ON deliveries (provider, id)",
  `CREATE TABLE IF NOT EXISTS ledger (
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    version TEXT NOT NULL,
    events INTEGER NOT NULL,
    effects TEXT NOT NULL,
    told INTEGER NOT NULL,
    PRIMARY KEY (provider, subject)
  ) WITHOUT ROWID`,
  "CREATE INDEX IF NOT EXISTS ledger_by_time ON ledger (told)",
  // Updated with each change, so that the page need not count all deliveries.
  "CREATE TABLE IF NOT EXISTS figures (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
];

/** When an entry was told last, so that it can be forgotten. */
function addTimes(sql) {
  addColumn(sql, "ledger", "told", "INTEGER NOT NULL DEFAULT 0");
  sql.exec("UPDATE ledger SET told = ? WHERE told = 0", Date.now());
  sql.exec("DROP TABLE IF EXISTS alive");
}

/** @type {import("../tables.mjs").Schema} */
export const SCHEMA = { tables: TABLES, steps: [addTimes] };
