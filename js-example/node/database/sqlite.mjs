import { sql } from "kysely";
import { threadDialect } from "./sqlite/dialect.mjs";

/**
 * SQLite, by better-sqlite3: in wide use, with a current SQLite inside. It runs in threads of its own, one that writes and
 * one that reads, because it answers without letting go of its thread. Node's own node:sqlite is there from Node 22 on only.
 * Version 13 of better-sqlite3 brings its binaries in the package, but needs Node 22; until Node 20 is given up, 12 is
 * compiled there when it is installed.
 *
 * @param {string} file
 * @returns {import("../database.mjs").Engine}
 */
export function sqlite(file) {
  return {
    name: "sqlite",
    dialect: threadDialect({ file, readonly: false }),
    // Reading waits for no transaction.
    readingDialect: threadDialect({ file, readonly: true }),
    storeLanes: 1,
    workLanes: () => 1,
    columns: { id: "integer", bytes: "blob" },
    prepare: (db) => useWriteAheadLog(db, file),
    // There is one writer at a time, and each transaction here begins as one: nothing is left to be locked.
    forUpdate: (query) => query,
    skipLocked: (query) => query,
    lockSubjects: async () => {},
    unlockSubjects: async () => {},
    now: sql`cast(unixepoch('subsec') * 1000 as integer)`,
    position: sql`instr`,
    counters: sql`counters`,
    fold: async () => {},
    isTransient: ({ code = "" }) => /^SQLITE_(BUSY|LOCKED)/.test(code),
    isOutage: ({ code = "" }) =>
      /^SQLITE_(BUSY|LOCKED|FULL|IOERR|NOMEM|CANTOPEN|READONLY|PROTOCOL|CORRUPT|NOTADB)/.test(code),
    isRefusal: ({ code = "" }) => /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code),
  };
}

/**
 * The switch needs the file for itself, and fails at once while another process reads or writes it: SQLite waits for no
 * lock there, whatever its timeout is.
 */
async function useWriteAheadLog(db, file) {
  const { rows } = await sql`pragma journal_mode = WAL`.execute(db);
  const [{ journal_mode: mode }] = rows;
  if (mode !== "wal") {
    throw new Error(
      `DATABASE_FILE ${file}: SQLite cannot use a write-ahead log there (${mode}): is it a network drive?`,
    );
  }
}
