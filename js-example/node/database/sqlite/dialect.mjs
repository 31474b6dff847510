import { CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { Connection } from "./connection.mjs";

/**
 * Kysely's dialect for a connection in a thread of its own.
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
   * As a writing one: one that begins by reading and writes later fails at once, without waiting, when another process has
   * written in between.
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

/** SQLite rolls back changes of the schema, too: a migration that is killed leaves nothing half done. */
class TransactionalAdapter extends SqliteAdapter {
  get supportsTransactionalDdl() {
    return true;
  }
}
