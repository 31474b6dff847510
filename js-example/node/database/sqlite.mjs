import Database from "better-sqlite3";
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, sql } from "kysely";

/** How long another process's transaction is waited for. The event loop stands still meanwhile. */
const BUSY_MS = 5_000;

/** To what size the write-ahead log is cut back. */
const JOURNAL_BYTES = 64 * 1024 * 1024;

/**
 * SQLite, by better-sqlite3: the driver that Kysely's own dialect is made for, in wide use, with a current SQLite inside.
 * Node's own node:sqlite is there from Node 22 on only. Version 13 of better-sqlite3 brings its binaries in the package,
 * but needs Node 22; until Node 20 is given up, 12 is compiled there when it is installed.
 *
 * @param {string} file
 * @returns {import("../database.mjs").Engine}
 */
export function sqlite(file) {
  const connection = open(file);
  return {
    name: "sqlite",
    dialect: new ImmediateDialect(connection),
    storeLanes: 1,
    workLanes: () => 1,
    columns: { id: "integer", bytes: "blob" },
    prepare: (db) => useWriteAheadLog(db, file),
    // There is one writer at a time, and each transaction here begins as one: nothing is left to be locked.
    forUpdate: (query) => query,
    skipLocked: (query) => query,
    lockSubjects: async () => {},
    isTransient: ({ code = "" }) => /^SQLITE_(BUSY|LOCKED)/.test(code),
    isOutage: ({ code = "" }) =>
      /^SQLITE_(BUSY|LOCKED|FULL|IOERR|NOMEM|CANTOPEN|READONLY|PROTOCOL|CORRUPT|NOTADB)/.test(code),
    isRefusal: ({ code = "" }) => /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code),
  };
}

function open(file) {
  let connection;
  try {
    connection = new Database(file, { timeout: BUSY_MS });
  } catch (error) {
    throw new Error(`DATABASE_FILE ${file} cannot be opened: ${error.message}`);
  }
  // A commit that was reported is on the disk: FULL syncs the write-ahead log at each, so that what was answered 200
  // survives the machine's crash, and not the process's alone.
  connection.pragma("synchronous = FULL");
  connection.pragma(`journal_size_limit = ${JOURNAL_BYTES}`);
  return connection;
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

class ImmediateDialect extends SqliteDialect {
  #connection;

  constructor(connection) {
    super({ database: connection });
    this.#connection = connection;
  }

  createDriver() {
    return new ImmediateDriver(this.#connection);
  }

  createAdapter() {
    return new TransactionalAdapter();
  }
}

/**
 * Begins each transaction as a writing one. One that begins by reading and writes later fails at once, without waiting,
 * when another process has written in between.
 */
class ImmediateDriver extends SqliteDriver {
  #connection;

  constructor(connection) {
    super({ database: connection });
    this.#connection = connection;
  }

  async beginTransaction(connection) {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  // A full disk makes SQLite roll back by itself, and a second rollback would hide why.
  async rollbackTransaction(connection) {
    if (this.#connection.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** SQLite rolls back changes of the schema, too: a migration that is killed leaves nothing half done. */
class TransactionalAdapter extends SqliteAdapter {
  get supportsTransactionalDdl() {
    return true;
  }
}
