import { balanceOf, credit, settle } from "../../../shared/ledger/settle.mjs";

/** How far a credit has come whose own entry is written, and the balance perhaps not. */
const OWED = 1;

/** Thrown when the work itself fails, and not what stores it: after so many of them a delivery is given up. */
export class WorkError extends Error {}

/**
 * Does the work for one delivery, once: here that is the ledger. The subject's own entry and the delivery's new state are
 * written in one transaction, so that a message that comes twice finds the work done.
 *
 * A credit concerns two objects, which share no transaction. So the first writes down that it owes, then the second books
 * it under the transaction's key, which it does once however often it is asked, and then the first notes that it is done.
 *
 * Do your own work in the same way. What goes to another system goes between the two steps, with `effect` of `settle` as the
 * idempotency key that this system is given: null means that it has happened.
 *
 * @param {number} received
 * @param {object} subject
 * @param {DurableObjectStorage} subject.storage
 * @param {import("./deliveries.mjs").Deliveries} subject.deliveries
 * @param {import("./entry.mjs").SubjectEntry} subject.entry
 * @param {(unit: import("../../../shared/ledger/settle.mjs").Received) => Promise<LedgerRow>} subject.book
 * @returns {Promise<LedgerRow | null>} the balance that the delivery has changed, also when that was before
 * @throws {WorkError} and whatever else goes wrong: it may be tried again
 *
 * @typedef {import("../overview/tables.mjs").LedgerRow} LedgerRow
 */
export async function workOn(received, subject) {
  const owed = subject.storage.transactionSync(() => workHere(received, subject));
  if (owed === null) return null;
  const balance = await subject.book(owed);
  if (subject.deliveries.row(received).state === "pending") subject.deliveries.settle(received, "applied");
  return balance;
}

/** Returns the unit whose credit is to be booked elsewhere, or null. */
function workHere(received, { deliveries, entry }) {
  const row = deliveries.row(received);
  if (!row || row.state === "dead" || row.erased) return null;
  const unit = deliveries.unit(received);
  if (row.progress === OWED) return owedBy(unit);
  if (row.state !== "pending") return null;

  const before = entry.read();
  const { state: next, entry: after } = attempt(() => settle(unit, before));
  if (after !== before) entry.write(after);
  if (next === "superseded" || balanceOf(unit) === null) {
    deliveries.settle(received, next);
    return null;
  }
  attempt(() => credit(unit, undefined)); // an amount that cannot be added fails before anything is owed
  deliveries.advance(received, OWED);
  return owedBy(unit);
}

function attempt(work) {
  try {
    return work();
  } catch (error) {
    throw new WorkError(error.message, { cause: error });
  }
}

// Of an event that may be large the balance needs three fields.
function owedBy({ event: { userId, amountText, transactionKey }, ...unit }) {
  return { ...unit, event: { userId, amountText, transactionKey } };
}
