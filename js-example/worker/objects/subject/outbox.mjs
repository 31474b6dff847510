/** Even an old delivery is looked after twice a day. */
const LONGEST_DELAY_MS = 12 * 3_600_000;

/**
 * Deliveries that a consumer must still report on. The transaction of a change also writes its note, so both exist or neither
 * does. The report deletes the note. Until then `due` is the time when the object looks after the delivery.
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
   * Postpones a delivery's note. The delay doubles with the delivery's age. So after a consumer's outage of a day, each delivery
   * has a dozen messages, not a hundred.
   */
  postpone(received, delayMs) {
    const now = Date.now();
    const due = now + Math.max(delayMs, Math.min(now - received, LONGEST_DELAY_MS));
    this.#sql.exec("UPDATE outbox SET due = ? WHERE received = ?", due, received);
  }

  /** Returns when the first note is due, or null. */
  firstDue() {
    return this.#sql.exec("SELECT MIN(due) AS due FROM outbox").one().due;
  }

  /** @returns {number[]} the deliveries that are due now */
  due() {
    const rows = this.#sql.exec("SELECT received FROM outbox WHERE due <= ? ORDER BY received", Date.now());
    return rows.toArray().map(({ received }) => received);
  }
}
