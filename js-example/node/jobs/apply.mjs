import { balanceOf, credit, settle } from "../../shared/ledger/settle.mjs";
import { openLedger } from "./ledger-entries.mjs";

/** Thrown when a lease has run out while the work was done: another worker has the unit, and nothing here is kept. */
export class LeaseLost extends Error {
  name = "LeaseLost";
}

/**
 * What became of a unit: its new state, or the error of its work.
 *
 * @typedef {object} Outcome
 * @property {import("./claim.mjs").Claimed} unit
 * @property {"applied" | "superseded"} [state]
 * @property {string | null} [effect] the key of the effect that this unit had, if the effect must happen once
 * @property {Error} [error]
 */

/**
 * Does the work of claimed units. All that it changes, and that it is done, is one transaction: exactly once, as long as
 * the effect is in this database. For an effect elsewhere (a mail, a payment) call the other side here, one unit at a time,
 * and give it `effect` of `settle` as its idempotency key.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ lease: string, units: import("./claim.mjs").Claimed[] }} claimed
 * @returns {Promise<Outcome[]>} a unit whose own work fails spoils neither the transaction nor the others, and one that
 *   this worker has no more (its lease ran out, or it was replayed) is not among them
 * @throws {LeaseLost} when it has none of them any more
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
 * Locks the units that still are this worker's, by their numbers. Returns them as they are now: news may have been sent once
 * more since they were claimed.
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

/** Your own work goes here; what must happen once (a mail, a payment) where `effect` is not null, with it as the idempotency key. */
function attempt(unit, ledger) {
  if (unit.isApplied) return { unit, state: "applied" };
  try {
    const received = { ...unit, received: unit.id };
    const { state, entry, effect } = settle(received, ledger.get(unit.provider, unit.subject));
    const balance = state === "applied" ? balanceOf(unit) : null;
    const credited = balance && credit(received, ledger.get(unit.provider, balance));
    // Nothing is kept before all of it has succeeded.
    if (state === "applied" && entry) ledger.set(entry);
    if (credited) ledger.set(credited);
    return { unit, state, effect };
  } catch (thrown) {
    return {
      unit,
      error: thrown instanceof Error ? thrown : new Error("the work threw what is no error", { cause: thrown }),
    };
  }
}

async function finish(tx, state, outcomes) {
  const ids = outcomes.filter((outcome) => outcome.state === state).map(({ unit }) => unit.id);
  if (ids.length === 0) return;
  const done = { state, lease: null, last_error: null, ...(state === "applied" && { applied_at: Date.now() }) };
  await tx.updateTable("deliveries").set(done).where("id", "in", ids).execute();
}
