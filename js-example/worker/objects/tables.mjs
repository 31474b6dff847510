const VERSION = "CREATE TABLE schema (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL)";

/**
 * The tables of a class of objects, and how older ones become these. Each object has its own, at the version at which it was
 * used last: a deployment changes none of them, and an object brings its own up to date when it is used next.
 *
 * @typedef {object} Schema
 * @property {string[]} tables statements that make the tables and indexes as they are now, where they are missing
 * @property {((sql: SqlStorage) => void)[]} steps the first one makes version 2 of version 1, and so on. One that has been
 *   deployed is never changed: a change is a new one
 */

/**
 * Makes an object's tables, or brings those up to date that an older Worker has made. All of it happens, or nothing.
 *
 * @param {DurableObjectStorage} storage
 * @param {Schema} schema
 * @throws when a newer Worker was here: what it has stored is left alone
 */
export function openTables(storage, { tables, steps }) {
  const { sql } = storage;
  const newest = steps.length + 1;
  const version = versionOf(sql, tables);
  if (version === newest) return;
  if (version > newest) throw new Error(`the tables have version ${version}, and this Worker knows ${newest}`);
  storage.transactionSync(() => {
    // A new object needs no steps.
    if (version !== null) for (const step of steps.slice(version - 1)) step(sql);
    for (const statement of tables) sql.exec(statement);
    if (!hasTable(sql, "schema")) sql.exec(VERSION);
    sql.exec("INSERT OR REPLACE INTO schema (one, version) VALUES (1, ?)", newest);
  });
}

/** Returns the version of an object's tables: 1 for tables from before the versions, null for a new object. */
function versionOf(sql, tables) {
  if (hasTable(sql, "schema")) return sql.exec("SELECT version FROM schema").one().version;
  // Only our own tables count: the platform and its local tools make others.
  const names = tables.flatMap((statement) => /^CREATE TABLE IF NOT EXISTS (\w+)/.exec(statement)?.[1] ?? []);
  return names.some((name) => hasTable(sql, name)) ? 1 : null;
}

export const hasTable = (sql, name) =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", name).toArray().length > 0;

/** Adds a column unless it is there: tables without a version can have it. */
export function addColumn(sql, table, column, type) {
  const columns = sql.exec(`PRAGMA table_info(${table})`).toArray();
  if (!columns.some(({ name }) => name === column)) sql.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
}
