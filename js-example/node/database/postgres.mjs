import { PostgresDialect, sql } from "kysely";
import pg from "pg";

const CONNECT_MS = 5_000;
/** The server's own limit for a statement, so that a slow one ends in an error while the connection stays of use. */
const STATEMENT_MS = 10_000;
/** For a server that says nothing any more. */
const SILENCE_MS = 15_000;
/** A transaction whose process hangs loses its locks after this time. */
const IDLE_MS = 60_000;
const INT8 = 20;
/** PostgreSQL's own code (SQLSTATE, class 08) for a connection that failed. */
const CONNECTION_FAILURE = "08006";

/**
 * PostgreSQL, by pg, the driver that Kysely's own dialect is made for.
 *
 * @param {{ url: string, connections: number }} config
 * @param {import("pino").Logger} log
 * @returns {import("../database.mjs").Engine}
 */
export function postgres({ url, connections }, log) {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: "countersign",
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: SILENCE_MS,
    idle_in_transaction_session_timeout: IDLE_MS,
    keepAlive: true,
    types: { getTypeParser },
  });
  // A connection can break while no query is running. Without a listener, its error would end the process, and the pool only
  // listens while it holds the client. The next query then fails, and the pool does not take the broken client back.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", (err) => log.warn({ err }, "a connection to PostgreSQL broke"));
  return {
    name: "postgres",
    dialect: new PostgresDialect({ pool: { connect: () => checkOut(pool), end: () => pool.end() } }),
    storeLanes: 2,
    losesCommits: true,
    workLanes: (lanes) => lanes,
    columns: { id: "bigserial", bytes: "bytea" },
    prepare: async () => {},
    forUpdate: (query) => query.forUpdate(),
    skipLocked: (query) => query.forUpdate().skipLocked(),
    lockSubjects,
    unlockSubjects,
    now: sql`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
    position: sql`strpos`,
    counters: sql`(select name, value from counters union all select name, delta from counter_changes) as counters`,
    fold,
    isTransient,
    isOutage: (error) => isTransient(error) || /^(58|XX)/.test(error.code),
    isRefusal: ({ code = "" }) => /^(22|23|54)/.test(code),
  };
}

/** Ids, counts and milliseconds are far below 2^53, so they are numbers, as with SQLite. */
function getTypeParser(type, format) {
  return type === INT8 ? Number : pg.types.getTypeParser(type, format);
}

/**
 * Takes a client from the pool, and returns it only if it still works. After a timeout, the answer to the old query may still
 * arrive, and the pool would give the client to the next caller.
 */
async function checkOut(pool) {
  const client = await pool.connect().catch(fail);
  let broken;
  return {
    async query(...args) {
      try {
        return await client.query(...args);
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) broken = error; // an answer of the server leaves the connection usable
        return fail(error);
      }
    },
    release: () => client.release(broken),
  };
}

/** pg reports a broken or slow connection only with a message. The code distinguishes it from a fault of our own. */
function fail(error) {
  if (error.constructor === Error) error.code ??= CONNECTION_FAILURE;
  throw error;
}

/**
 * Locks the subjects' rows in the ledger until the transaction ends. PostgreSQL stores a row's lock in the row. Advisory locks
 * are in a table of a fixed size, which a few dozen lanes fill (`53200`). For a new subject, a row without events is created.
 *
 * Both statements use the same order, so two transactions with the same subjects cannot deadlock.
 */
async function lockSubjects(transaction, entries) {
  const sorted = [...entries].sort((a, b) => compare(a.subject, b.subject) || compare(a.provider, b.provider));
  const wanted = sql`unnest(${sorted.map(({ subject }) => subject)}::text[], ${sorted.map(({ provider }) => provider)}::text[])
    with ordinality as wanted (subject, provider, place)`;
  await sql`insert into ledger (subject, provider, state, version, events, received, event)
    select subject, provider, '', '', 0, 0, '{}' from ${wanted} order by place
    on conflict do nothing`.execute(transaction);
  await sql`select 1 from ledger where (subject, provider) in (select subject, provider from ${wanted})
    order by subject collate "C", provider collate "C" for update`.execute(transaction);
}

/** Deletes the rows that were only created for a lock. */
async function unlockSubjects(transaction, entries) {
  await sql`delete from ledger where events = 0 and (subject, provider) in (
    select * from unnest(${entries.map(({ subject }) => subject)}::text[], ${entries.map(({ provider }) => provider)}::text[])
  )`.execute(transaction);
}

const compare = (a, b) => (a < b ? -1 : Number(a > b));

/** Adds the changes to the counters. If another process is already doing so, it returns at once. */
async function fold(db) {
  await db.transaction().execute(async (transaction) => {
    const { rows } =
      await sql`select pg_try_advisory_xact_lock(hashtextextended('countersign fold', 0)) as mine`.execute(transaction);
    if (!rows[0].mine) return;
    await sql`
      with gone as (delete from counter_changes returning name, delta),
        change as (select name, sum(delta) as delta from gone group by name)
      update counters set value = value + delta from change where counters.name = change.name`.execute(transaction);
  });
}

// 08: the connection broke, or could not be made; 25006: it leads to a standby; 40: a deadlock; 53: too many
// connections, no memory, no disk; 55: a lock was not to be had; 57: shut down, starting up, or too slow a statement.
function isTransient({ code = "" }) {
  return /^(08|25006|40|53|55|57)/.test(code) || /^E(?!RR_)/.test(code);
}
