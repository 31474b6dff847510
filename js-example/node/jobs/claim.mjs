import { randomUUID } from "node:crypto";
import { sql } from "kysely";

/**
 * A unit that this process works on, for as long as the lease holds.
 *
 * @typedef {object} Claimed
 * @property {number} id grows with receipt
 * @property {string} provider
 * @property {string} kind
 * @property {string} subject
 * @property {string} dedupeKey
 * @property {object} event
 * @property {number} attempts this one included
 * @property {boolean} isApplied whether its effect has already been applied; then this is a replay
 */

/** How many fresh units one transaction works on. */
const TOGETHER = 200;
/** In UTF-16 code units, for all events of a claim, unless a single one is longer. As objects they need more memory. */
const LONGEST = 4 * 1024 * 1024;

/**
 * Claims due units: several fresh ones, or one that was tried before. So work that ends the process or breaks a transaction
 * affects no other units the second time.
 *
 * A claim is committed before the work begins. It counts the attempt, and sets the next one to the end of the lease, which grows
 * each time. If the process is killed, the unit is due again after that, and a unit that kills each process runs out of attempts.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ retried: boolean, leaseMs: number }} which
 * @returns {Promise<{ lease: string, units: Claimed[] }>}
 */
export async function claim({ db, engine }, { retried, leaseMs }) {
  const lease = randomUUID();
  const rows = await db
    // Materialized, so that the rows are picked once with any query plan.
    .with(
      (picked) => picked("picked").materialized(),
      (query) => due(query, engine, retried),
    )
    .updateTable("deliveries")
    .set({
      lease,
      attempts: sql`attempts + 1`,
      due_at: sql`${engine.now} + cast(${leaseMs} as bigint) * (attempts + 1)`,
    })
    .where("id", "in", (query) => query.selectFrom(within).select("id").where("before", "<", LONGEST))
    .returning(["id", "provider", "kind", "subject", "dedupe_key", "event", "attempts", "applied_at"])
    .execute();
  return { lease, units: rows.map(readRow).sort((a, b) => a.id - b.id) };
}

/** The picked rows, each with the total length of the events before it: 0 for the first. */
const within = (query) =>
  query
    .selectFrom("picked")
    .select("id")
    .select(sql`sum(event_length) over (order by due_at, id) - event_length`.as("before"))
    .as("within");

function due(query, engine, retried) {
  // Literals, not parameters: SQLite uses a partial index only if the query has the index's own condition.
  const picked = query
    .selectFrom("deliveries")
    .select(["id", "due_at", "event_length"])
    .where(retried ? sql`state = 'pending' and attempts > 0` : sql`state = 'pending' and attempts = 0`)
    .where("due_at", "<=", engine.now)
    .orderBy("due_at")
    .orderBy("id")
    .limit(retried ? 1 : TOGETHER);
  return engine.skipLocked(picked);
}

function readRow({ dedupe_key, applied_at, event, ...row }) {
  return { ...row, dedupeKey: dedupe_key, event: JSON.parse(event), isApplied: applied_at !== null };
}
