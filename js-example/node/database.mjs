import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, Migrator } from "kysely";
import { migrations } from "./database/migrations.mjs";
import { postgres } from "./database/postgres.mjs";
import { sqlite } from "./database/sqlite.mjs";

const AGAIN_MS = 500;

/**
 * What differs between the databases. Everything else is one schema and one code, through Kysely: a query builder without
 * dependencies that is kept up for both, with migrations of its own. Its 0.29 needs Node 22; 0.28 still gets fixes.
 *
 * @typedef {object} Engine
 * @property {"postgres" | "sqlite"} name
 * @property {import("kysely").Dialect} dialect
 * @property {import("kysely").Dialect} [readingDialect] for what is only read, where that takes a connection of its own
 * @property {number} storeLanes how many transactions may store at a time
 * @property {boolean} losesCommits whether a connection can break between a commit and its answer
 * @property {(wanted: number) => number} workLanes how many may work at a time
 * @property {{ id: string, bytes: string }} columns types that are named differently
 * @property {(db: import("kysely").Kysely<any>) => Promise<void>} prepare sets the database up before its schema is made
 * @property {(query: any) => any} forUpdate makes a query wait for and lock the rows it reads
 * @property {(query: any) => any} skipLocked makes it lock those that nobody else has locked, and leave out the others
 * @property {(transaction: any, entries: { provider: string, subject: string }[]) => Promise<void>} lockSubjects keeps others
 *   off these entries of the ledger until the transaction ends; what is not there yet may become a row without events
 * @property {(transaction: any, entries: { provider: string, subject: string }[]) => Promise<void>} unlockSubjects removes such
 *   rows where nothing came of them
 * @property {any} now its clock, in milliseconds since 1970: those of the processes may differ
 * @property {any} position the function that tells where a text has another one, from 1, or 0
 * @property {any} counters where a counter's name and value stand; several values of one name are added
 * @property {(db: import("kysely").Kysely<any>) => Promise<void>} fold adds up the counters' changes
 * @property {(error: any) => boolean} isTransient whether the same may succeed in a moment
 * @property {(error: any) => boolean} isOutage whether the database cannot do anything of the kind now, for whomever
 * @property {(error: any) => boolean} isRefusal whether the database refuses these very values
 *
 * @typedef {object} OpenDatabase
 * @property {Engine} engine
 * @property {import("kysely").Kysely<any>} db
 * @property {import("kysely").Kysely<any>} reader for what is only read, and waits for no transaction
 * @property {<T>(work: (transaction: any) => Promise<T>) => Promise<T>} transaction
 * @property {() => Promise<void>} close
 */

/**
 * Opens the database and brings its schema up to date, waiting for a PostgreSQL that does not answer yet, and for another
 * process that has SQLite's file locked.
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
    // Named, because a server can be set up with another default, and the locks are taken for this one.
    transaction: (work) => db.transaction().setIsolationLevel("read committed").execute(work),
    async close() {
      await reader.destroy();
      if (reader !== db) await db.destroy();
    },
  };
}

/** Several processes may start at once: the migrator lets one through at a time. */
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
