import { sql } from "kysely";
import { threadDialect } from "./sqlite/dialect.mjs";

/**
 * SQLite with better-sqlite3, which is widely used and has a current SQLite. Its calls block their thread, so it runs in separate
 * threads, one that writes and one that reads. Node has its own node:sqlite only since Node 22. Version 13 of better-sqlite3
 * includes its binaries, but needs Node 22. Version 12 is compiled at installation on Node 20.
 *
 * @param {string} file
 * @returns {import("../database.mjs").Engine}
 */
export function sqlite(file) {
  return {
    name: "sqlite",
    dialect: threadDialect({ file, readonly: false }),
    // Reads do not wait for a transaction.
    readingDialect: threadDialect({ file, readonly: true }),
    storeLanes: 1,
    losesCommits: false,
    workLanes: () => 1,
    columns: { id: "integer", bytes: "blob" },
    prepare: (db) => useWriteAheadLog(db, file),
    // There is one writer at a time, and every transaction here begins as a writer, so no further locks are needed.
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
 * The switch to the write-ahead log needs exclusive access. It fails at once while another process uses the file, because
 * SQLite ignores its timeout here.
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
