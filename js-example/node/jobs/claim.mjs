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
 * @property {boolean} isApplied its effect has been applied before, and it is only replayed
 */

/** How many units that were never tried are worked on in one transaction. */
const TOGETHER = 200;
/** In UTF-16 code units: how long their events are together, unless a single one is longer. As objects they take more. */
const LONGEST = 4 * 1024 * 1024;

/**
 * Takes units that are due: several that were never tried, or one that was. One that was tried goes alone, so that work
 * that ends the process or spoils a transaction takes no others with it again.
 *
 * A claim is committed before the work begins: it counts the attempt and puts off the next one for as long as the lease,
 * which is longer each time. If the process is killed, the unit is simply due again then, and a unit that kills each
 * process runs out of attempts.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ retried: boolean, leaseMs: number }} which
 * @returns {Promise<{ lease: string, units: Claimed[] }>}
 */
export async function claim({ db, engine }, { retried, leaseMs }) {
  const lease = randomUUID();
  const rows = await db
    // Materialized: the rows are picked once, whatever plan is made for the update.
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

/** The picked units, each with the length of all events before it: 0 for the first. */
const within = (query) =>
  query
    .selectFrom("picked")
    .select("id")
    .select(sql`sum(event_length) over (order by due_at, id) - event_length`.as("before"))
    .as("within");

function due(query, engine, retried) {
  // Literals, not parameters: SQLite uses a partial index only where it sees the index's own condition.
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
