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

/**
 * Notes that a unit's work failed: it is due again after a while, or dead, when it was tried often enough. A lease that
 * has run out in the meantime leaves it as it is.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ lease: string, unit: import("./claim.mjs").Claimed, error: Error, isLast: boolean }} failure
 * @param {{ retryMs: number, retryMaxMs: number }} config
 */
export async function putOff({ db }, { lease, unit, error, isLast }, config) {
  await db
    .updateTable("deliveries")
    .set({
      state: isLast ? "dead" : "pending",
      due_at: Date.now() + backoff(unit.attempts, config),
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
 * @param {{ lease: string, delayMs: number, countsAsAttempt: boolean }} how
 */
export async function giveBack({ db }, { lease, delayMs, countsAsAttempt }) {
  await db
    .updateTable("deliveries")
    .set(({ eb }) => ({
      due_at: Date.now() + delayMs,
      lease: null,
      attempts: countsAsAttempt ? eb.ref("attempts") : eb("attempts", "-", 1),
    }))
    .where("lease", "=", lease)
    .execute();
}
