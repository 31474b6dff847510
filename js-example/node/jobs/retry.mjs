import { sql } from "kysely";
import { storableText } from "../../shared/ledger/storable.mjs";

/**
 * Returns the delay before the next attempt. It doubles each time, and a part of it is random, so that units that failed together
 * are not tried together again.
 *
 * @param {number} attempts so far
 * @param {{ retryMs: number, retryMaxMs: number }} config
 */
export function backoff(attempts, { retryMs, retryMaxMs }) {
  const longest = Math.min(retryMaxMs, retryMs * 2 ** Math.min(attempts - 1, 40));
  return Math.round(longest * (0.5 + Math.random() / 2));
}

/** A time in `ms` milliseconds, by the database's clock: the processes' clocks may differ. */
const later = (engine, ms) => sql`${engine.now} + cast(${ms} as bigint)`;

/**
 * Saves that a unit's work failed. The unit is due again after a delay, or dead after its last attempt. If the lease has ended
 * meanwhile, nothing changes.
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
 * Returns units whose work failed for another reason than their own. They are due again in a moment, and the attempt does not
 * count.
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
