// Runs in a separate thread: SQLite's calls block, and wait here for locks and disks.

import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";

/** How long to wait for another process's transaction. */
const BUSY_MS = 5_000;

/** The write-ahead log is cut back to this size. */
const JOURNAL_BYTES = 64 * 1024 * 1024;

const { file, readonly } = workerData;
let database;

const ACTS = {
  query({ sql, parameters }) {
    const statement = open().prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters) };
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  },
  // After a full disk, SQLite has already rolled back. A second rollback would hide the reason.
  rollback() {
    if (open().inTransaction) database.exec("rollback");
  },
  close() {
    database?.close();
    parentPort.close();
  },
};

function open() {
  if (database) return database;
  let connection;
  try {
    connection = new Database(file, { timeout: BUSY_MS, readonly });
  } catch (error) {
    throw Object.assign(new Error(`DATABASE_FILE ${file} cannot be opened: ${error.message}`), { code: error.code });
  }
  // FULL syncs the write-ahead log at each commit. So a delivery that we answered with 200 survives a crash of the
  // machine, not only of the process.
  connection.pragma("synchronous = FULL");
  connection.pragma(`journal_size_limit = ${JOURNAL_BYTES}`);
  database = connection;
  return database;
}

parentPort.on("message", ({ id, act, ...given }) => {
  try {
    parentPort.postMessage({ id, result: ACTS[act](given) });
  } catch ({ message, code }) {
    parentPort.postMessage({ id, error: { message, code } });
  }
});
