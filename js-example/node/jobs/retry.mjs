import { sql } from "kysely";
import { storableText } from "../../shared/ledger/storable.mjs";

/**
 * Returns how long to wait before the next attempt: twice as long each time, and a random part of that, so that what
 * failed together does not come back together.
 *
 * @param {number} attempts so far
 * @param {{ retryMs: number, retryMaxMs: number }} config
 */
export function backoff(attempts, { retryMs, retryMaxMs }) {
  const longest = Math.min(retryMaxMs, retryMs * 2 ** Math.min(attempts - 1, 40));
  return Math.round(longest * (0.5 + Math.random() / 2));
}

/** So many milliseconds from now, by the database's clock: those of the processes may differ. */
const later = (engine, ms) => sql`${engine.now} + cast(${ms} as bigint)`;

/**
 * Notes that a unit's work failed: it is due again after a while, or dead, when it was tried often enough. A lease that
 * has run out in the meantime leaves it as it is.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ lease: string, unit: import("./claim.mjs").Claimed, error: Error, isLast: boolean }} failure
 * @param {{ retryMs: number, retryMaxMs: number }} config
 */
export async function putOff({ db, engine }, { lease, unit, error, isLast }, config) {
  await db
    .updateTable("deliveries")
    .set({
      state: isLast ? "dead" : "pending",
      due_at: later(engine, backoff(unit.attempts, config)),
      last_error: storableText(error.message),
      lease: null,
    })
    .where("id", "=", unit.id)
    .where("lease", "=", lease)
    .execute();
}

/**
 * Gives units back that could not be worked on for no fault of theirs. They are due in a moment, and the attempt is not
 * counted.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ lease: string, delayMs: number }} how
 */
export async function giveBack({ db, engine }, { lease, delayMs }) {
  await db
    .updateTable("deliveries")
    .set(({ eb }) => ({
      due_at: later(engine, delayMs),
      lease: null,
      attempts: eb("attempts", "-", 1),
    }))
    .where("lease", "=", lease)
    .execute();
}
