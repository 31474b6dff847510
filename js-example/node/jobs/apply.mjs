import { balanceOf, credit, settle } from "../../shared/ledger/settle.mjs";
import { openLedger } from "./ledger-entries.mjs";

/** The lease ended during the work. Another worker has the unit, and this transaction is rolled back. */
export class LeaseLost extends Error {
  name = "LeaseLost";
}

/**
 * The outcome of a unit: its new state, or the error of its work.
 *
 * @typedef {object} Outcome
 * @property {import("./claim.mjs").Claimed} unit
 * @property {"applied" | "superseded"} [state]
 * @property {string | null} [effect] the key of the effect that this unit had, if the effect must happen once
 * @property {Error} [error]
 */

/**
 * Does the work of claimed units. All changes are one transaction with the units' new states. So the effect happens exactly
 * once if it is in this database. For an effect elsewhere (a mail, a payment), call the other system here, for one unit at a
 * time, with the `effect` of `settle` as its idempotency key.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ lease: string, units: import("./claim.mjs").Claimed[] }} claimed
 * @returns {Promise<Outcome[]>} a unit whose work fails does not affect the others. A unit that this worker no longer has (its
 *   lease ended, or it was replayed) is missing
 * @throws {LeaseLost} if it has none of them any more
 */
export async function work({ engine, transaction }, { lease, units }) {
  return transaction(async (tx) => {
    const held = await hold(tx, engine, lease, units);
    const ledger = await openLedger(tx, engine, held.flatMap(entriesOf));
    const outcomes = held.map((unit) => attempt(unit, ledger));
    await ledger.save();
    for (const state of ["applied", "superseded"]) await finish(tx, state, outcomes);
    return outcomes;
  });
}

/**
 * Locks the units that this worker still has, ordered by id. Returns their current data: news may have been sent again since the
 * claim.
 */
async function hold(tx, engine, lease, units) {
  const ids = units.map(({ id }) => id);
  const mine = tx
    .selectFrom("deliveries")
    .select(["id", "sent_again"])
    .where("id", "in", ids)
    .where("lease", "=", lease);
  const held = await engine.forUpdate(mine.orderBy("id")).execute();
  if (held.length === 0) throw new LeaseLost("the lease has run out");
  const sentAgain = new Map(held.map(({ id, sent_again }) => [id, sent_again]));
  const mineStill = units.filter(({ id }) => sentAgain.has(id));
  return mineStill.map((unit) => {
    const text = sentAgain.get(unit.id);
    return text === null ? unit : { ...unit, event: JSON.parse(text) };
  });
}

function entriesOf(unit) {
  const { provider, subject } = unit;
  const balance = balanceOf(unit);
  return balance === null
    ? [{ provider, subject }]
    : [
        { provider, subject },
        { provider, subject: balance },
      ];
}

/** Your own work goes here. Work that must happen once (a mail, a payment) needs an `effect`: it is the idempotency key, or null. */
function attempt(unit, ledger) {
  if (unit.isApplied) return { unit, state: "applied" };
  try {
    const received = { ...unit, received: unit.id };
    const { state, entry, effect } = settle(received, ledger.get(unit.provider, unit.subject));
    const balance = state === "applied" ? balanceOf(unit) : null;
    const credited = balance && credit(received, ledger.get(unit.provider, balance));
    // Nothing is set before all of it has succeeded.
    if (state === "applied" && entry) ledger.set(entry);
    if (credited) ledger.set(credited);
    return { unit, state, effect };
  } catch (thrown) {
    return {
      unit,
      error:
        thrown instanceof Error ? thrown : new Error("the work threw a value that is not an Error", { cause: thrown }),
    };
  }
}

async function finish(tx, state, outcomes) {
  const ids = outcomes.filter((outcome) => outcome.state === state).map(({ unit }) => unit.id);
  if (ids.length === 0) return;
  const done = { state, lease: null, last_error: null, ...(state === "applied" && { applied_at: Date.now() }) };
  await tx.updateTable("deliveries").set(done).where("id", "in", ids).execute();
}
