/** Messages that the queue takes at once. */
const MOST_MESSAGES = 100;

/** However old a delivery is: twice a day it is tried again. */
const LONGEST_DELAY_MS = 12 * 3_600_000;

/**
 * Who has yet to be told of what. A note is written in the transaction of the change that it is about, so that neither can
 * be there without the other; it is taken away when a consumer has reported on the delivery, and until then its `due` says
 * when the object looks after it again.
 */
export class Outbox {
  #sql;

  /** @param {SqlStorage} sql */
  constructor(sql) {
    this.#sql = sql;
  }

  /** Notes that the queue has to be told. */
  add(received, due) {
    this.#sql.exec(
      `INSERT INTO outbox (received, sent, due) VALUES (?, 0, ?)
       ON CONFLICT (received) DO UPDATE SET sent = 0, due = MIN(due, excluded.due)`,
      ...[received, due],
    );
  }

  /** Of what the queue has not been told, as much as it takes at once. @returns {number[]} */
  unsent() {
    const places = this.#sql.exec("SELECT received FROM outbox WHERE sent = 0 ORDER BY received LIMIT ?", MOST_MESSAGES);
    return places.toArray().map(({ received }) => received);
  }

  /** Notes that the queue has been told of this revision, and when to tell it again if nobody reports. */
  sent({ received, revision }, delayMs) {
    this.#sql.exec(
      `UPDATE outbox SET sent = 1, due = ?1 WHERE received = ?2
       AND (SELECT revision FROM deliveries WHERE deliveries.received = ?2) = ?3`,
      ...[dueAfter(received, delayMs), received, revision],
    );
  }

  /** Moves when the object looks after a delivery again. */
  postpone(received, delayMs) {
    this.#sql.exec("UPDATE outbox SET due = ? WHERE received = ?", dueAfter(received, delayMs), received);
  }

  /** Notes that what is due has to be told again. */
  reopen() {
    this.#sql.exec("UPDATE outbox SET sent = 0 WHERE due <= ?", Date.now());
  }

  /** Takes away the note on a delivery that has been reported on, unless it has changed since the queue was told. */
  remove(received) {
    this.#sql.exec("DELETE FROM outbox WHERE received = ? AND sent = 1", received);
  }

  /** When the first of them is due, or null. */
  due() {
    return this.#sql.exec("SELECT MIN(due) AS due FROM outbox").one().due;
  }
}

// The delay doubles with the delivery's age, so that a consumer that stands still for a day finds a dozen messages for each
// delivery, and not a hundred.
function dueAfter(received, delayMs) {
  const now = Date.now();
  return now + Math.max(delayMs, Math.min(now - received, LONGEST_DELAY_MS));
}
