import { CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { Connection } from "./connection.mjs";

/**
 * Kysely's dialect for a connection in a separate thread.
 *
 * @param {{ file: string, readonly: boolean }} options
 * @returns {import("kysely").Dialect}
 */
export const threadDialect = (options) => ({
  createDriver: () => new ThreadDriver(options),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createAdapter: () => new TransactionalAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
});

/** One connection, which one transaction has at a time. */
class ThreadDriver {
  #options;
  #connection;
  #free = Promise.resolve();

  constructor(options) {
    this.#options = options;
  }

  async init() {
    this.#connection = new Connection(this.#options);
  }

  async acquireConnection() {
    let release;
    const before = this.#free;
    this.#free = new Promise((resolve) => (release = resolve));
    await before;
    return { executeQuery: ({ sql, parameters }) => this.#connection.query(sql, parameters), release };
  }

  async releaseConnection({ release }) {
    release();
  }

  /**
   * Begins as a writer. A transaction that begins with a read fails at once at its first write if another process has written
   * in between.
   */
  async beginTransaction(connection) {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  async commitTransaction(connection) {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction() {
    await this.#connection.rollback();
  }

  async destroy() {
    await this.#connection?.close();
  }
}

/** SQLite also rolls back changes of the schema, so a killed migration leaves nothing behind. */
class TransactionalAdapter extends SqliteAdapter {
  get supportsTransactionalDdl() {
    return true;
  }
}
