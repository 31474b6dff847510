/** However old a delivery is: twice a day it is looked after. */
const LONGEST_DELAY_MS = 12 * 3_600_000;

/**
 * What a consumer has yet to report on. A note is written in the transaction of the change that it is about, so that neither
 * can be there without the other, and taken away by the report; until then its `due` says when the object looks after it.
 */
export class Outbox {
  #sql;

  /** @param {SqlStorage} sql */
  constructor(sql) {
    this.#sql = sql;
  }

  add(received, due) {
    this.#sql.exec(
      "INSERT INTO outbox (received, due) VALUES (?, ?) ON CONFLICT (received) DO UPDATE SET due = MIN(due, excluded.due)",
      ...[received, due],
    );
  }

  remove(received) {
    this.#sql.exec("DELETE FROM outbox WHERE received = ?", received);
  }

  /**
   * Moves when the object looks after a delivery. The delay doubles with the delivery's age, so that a consumer that stands
   * still for a day finds a dozen messages for each delivery, and not a hundred.
   */
  postpone(received, delayMs) {
    const now = Date.now();
    const due = now + Math.max(delayMs, Math.min(now - received, LONGEST_DELAY_MS));
    this.#sql.exec("UPDATE outbox SET due = ? WHERE received = ?", due, received);
  }

  /** When the first of them is due, or null. */
  firstDue() {
    return this.#sql.exec("SELECT MIN(due) AS due FROM outbox").one().due;
  }

  /** @returns {number[]} those that are due now */
  due() {
    const rows = this.#sql.exec("SELECT received FROM outbox WHERE due <= ? ORDER BY received", Date.now());
    return rows.toArray().map(({ received }) => received);
  }
}
