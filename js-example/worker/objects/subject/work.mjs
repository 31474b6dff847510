import { balanceOf, credit, settle } from "../../../shared/ledger/settle.mjs";

/** Progress of a credit: its own entry is written, but the balance may not be. */
const OWED = 1;

/** The work itself failed, not its storage. A delivery is given up after a number of these errors. */
export class WorkError extends Error {}

/**
 * Does the work for one delivery, once. Here the work is the ledger. One transaction writes the subject's entry and the
 * delivery's new state. So a message that arrives twice finds the work done.
 *
 * A credit needs two objects, which cannot share a transaction. First the subject's object saves that it owes the credit. Then
 * the balance's object books it under the transaction's key, so a repeated call books it only once. Last, the subject's object
 * saves that the work is done.
 *
 * Do your own work in the same way. Call another system between the two steps, and pass it the `effect` of `settle` as its
 * idempotency key. A null `effect` means that the work has already happened.
 *
 * @param {number} received
 * @param {object} subject
 * @param {DurableObjectStorage} subject.storage
 * @param {import("./deliveries.mjs").Deliveries} subject.deliveries
 * @param {import("./entry.mjs").SubjectEntry} subject.entry
 * @param {(unit: import("../../../shared/ledger/settle.mjs").Received) => Promise<LedgerRow>} subject.book
 * @returns {Promise<LedgerRow | null>} the balance that the delivery has changed, now or earlier
 * @throws {WorkError} and other errors; you may try again later
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

/** Returns the unit whose credit must be booked in another object, or null. */
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
  attempt(() => credit(unit, undefined)); // an invalid amount must fail before the credit is owed
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

// The balance needs three fields of an event that may be large.
function owedBy({ event: { userId, amountText, transactionKey }, ...unit }) {
  return { ...unit, event: { userId, amountText, transactionKey } };
}
