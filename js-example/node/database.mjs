import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, Migrator } from "kysely";
import { migrations } from "./database/migrations.mjs";
import { postgres } from "./database/postgres.mjs";
import { sqlite } from "./database/sqlite.mjs";

const AGAIN_MS = 500;

/**
 * The differences between the databases. The schema and all other code are the same, with Kysely: a query builder without
 * dependencies that supports both, with migrations. Its 0.29 needs Node 22; 0.28 still gets fixes.
 *
 * @typedef {object} Engine
 * @property {"postgres" | "sqlite"} name
 * @property {import("kysely").Dialect} dialect
 * @property {import("kysely").Dialect} [readingDialect] for reads, if they use a separate connection
 * @property {number} storeLanes how many transactions may store at a time
 * @property {boolean} losesCommits whether a connection can break between a commit and its answer
 * @property {(wanted: number) => number} workLanes how many may work at a time
 * @property {{ id: string, bytes: string }} columns types that are named differently
 * @property {(db: import("kysely").Kysely<any>) => Promise<void>} prepare sets the database up before its schema is made
 * @property {(query: any) => any} forUpdate makes a query wait for and lock the rows it reads
 * @property {(query: any) => any} skipLocked makes it lock the free rows, and skip the locked ones
 * @property {(transaction: any, entries: { provider: string, subject: string }[]) => Promise<void>} lockSubjects locks these
 *   ledger entries until the transaction ends; it may create a row without events for a missing entry
 * @property {(transaction: any, entries: { provider: string, subject: string }[]) => Promise<void>} unlockSubjects deletes such
 *   rows if they are still empty
 * @property {any} now the database's clock, in milliseconds since 1970: the processes' clocks may differ
 * @property {any} position the function that finds a text in another one: its place from 1, or 0
 * @property {any} counters the counters' names and values; several values of one name are added
 * @property {(db: import("kysely").Kysely<any>) => Promise<void>} fold adds up the counters' changes
 * @property {(error: any) => boolean} isTransient whether a retry may succeed in a moment
 * @property {(error: any) => boolean} isOutage whether the database currently fails for everyone
 * @property {(error: any) => boolean} isRefusal whether the database refuses these values
 *
 * @typedef {object} OpenDatabase
 * @property {Engine} engine
 * @property {import("kysely").Kysely<any>} db
 * @property {import("kysely").Kysely<any>} reader for reads that must not wait for a transaction
 * @property {<T>(work: (transaction: any) => Promise<T>) => Promise<T>} transaction
 * @property {() => Promise<void>} close
 */

/**
 * Opens the database and migrates its schema. It waits while PostgreSQL does not answer yet, and while another process has
 * locked SQLite's file.
 *
 * @param {import("./config.mjs").Config["database"]} config
 * @param {import("pino").Logger} log
 * @returns {Promise<OpenDatabase>}
 */
export async function openDatabase(config, log) {
  const engine = config.url ? postgres(config, log) : sqlite(config.file);
  const db = new Kysely({ dialect: engine.dialect });
  await migrate(db, engine, Date.now() + config.waitMs, log).catch(async (error) => {
    await db.destroy();
    throw error;
  });
  const reader = engine.readingDialect ? new Kysely({ dialect: engine.readingDialect }) : db;
  return {
    engine,
    db,
    reader,
    // Explicit, because a server may have another default, and the locking relies on this level.
    transaction: (work) => db.transaction().setIsolationLevel("read committed").execute(work),
    async close() {
      await reader.destroy();
      if (reader !== db) await db.destroy();
    },
  };
}

/** Several processes may start at once. The migrator runs in one of them at a time. */
async function migrate(db, engine, until, log) {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(engine) } });
  for (;;) {
    const { error, results = [] } = await engine
      .prepare(db)
      .then(() => migrator.migrateToLatest())
      .catch((error) => ({ error }));
    for (const { migrationName } of results.filter(({ status }) => status === "Success")) {
      log.info({ migration: migrationName }, "migrated the database");
    }
    if (!error) return;
    if (!engine.isTransient(error) || Date.now() > until) throw error;
    log.warn({ err: error }, "waiting for the database");
    await sleep(AGAIN_MS);
  }
}
