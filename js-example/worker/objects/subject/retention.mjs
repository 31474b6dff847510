import { basisOf } from "../../../shared/ledger/basis.mjs";
import { numberOf } from "../../settings.mjs";

const DAY_MS = 86_400_000;

/** Providers may send a delivery again for this long. Its key stays at least as long, even if RETAIN_DAYS is less. */
const KEY_DAYS = 30;

/** Pending deliveries cannot be deleted. The next look at them is after this time. */
const AGAIN_MS = DAY_MS;

/** The place of the delivery that the ledger shows. While the entry exists, the basis of its event stays. */
const SHOWN = "(SELECT shows FROM entry)";

const DONE = "state <> 'pending'";

/** Deletes an object's old data. Pending deliveries stay at any age. */
export class Retention {
  #sql;
  #env;
  /** The earliest time at which this instance looks again. */
  #notBefore = 0;

  /**
   * @param {SqlStorage} sql
   * @param {object} env
   */
  constructor(sql, env) {
    this.#sql = sql;
    this.#env = env;
  }

  /** Returns when there is something to delete, in milliseconds since 1970, or null. */
  due() {
    const query = `SELECT MIN(at) AS due FROM (
        SELECT MIN(received) + ?1 AS at FROM deliveries WHERE erased = 0 AND ${DONE}
        UNION ALL SELECT MIN(received) + ?2 FROM deliveries WHERE erased = 1 AND received IS NOT ${SHOWN}
        UNION ALL SELECT MIN(kept) + ?1 FROM bodies
        UNION ALL SELECT MAX(received) + ?2 FROM deliveries
      )`;
    const { due } = this.#sql.exec(query, this.#dataMs, this.#keyMs).one();
    return due === null ? null : Math.max(due, this.#notBefore);
  }

  /** Deletes old data. Returns whether the object is no longer needed. */
  sweep() {
    const now = Date.now();
    const due = this.due();
    if (due !== null && due > now) return false;
    this.#notBefore = now + AGAIN_MS;
    if (this.#isOver(now)) return true;
    const old = now - this.#dataMs;
    this.#sql.exec(
      `DELETE FROM bodies WHERE kept < ? AND NOT EXISTS (
         SELECT 1 FROM deliveries WHERE state = 'pending' AND (body_of = bodies.received OR bodies.received = 0))`,
      old,
    );
    const shown = this.#basisOfShown(old);
    this.#sql.exec(
      `UPDATE deliveries SET event = '', erased = 1, last_error = NULL WHERE received < ? AND erased = 0 AND ${DONE}`,
      old,
    );
    this.#sql.exec("DELETE FROM sent_again WHERE received IN (SELECT received FROM deliveries WHERE erased = 1)");
    if (shown !== null) this.#sql.exec(`UPDATE deliveries SET event = ? WHERE received = ${SHOWN}`, shown);
    const keys = `DELETE FROM deliveries WHERE received < ? AND erased = 1 AND received IS NOT ${SHOWN}`;
    this.#sql.exec(keys, now - this.#keyMs);
    return false;
  }

  /** Returns the basis of the event that the ledger shows, if the event is old and still complete; else null. */
  #basisOfShown(old) {
    const query = `SELECT COALESCE(sent_again.event, deliveries.event) AS event
      FROM deliveries LEFT JOIN sent_again USING (received)
      WHERE received = ${SHOWN} AND received < ? AND erased = 0 AND ${DONE}`;
    const [row] = this.#sql.exec(query, old).toArray();
    return row ? JSON.stringify(basisOf(JSON.parse(row.event))) : null;
  }

  /** Returns whether everything is so old that not even a key is needed. */
  #isOver(now) {
    const query = `SELECT MAX(received) AS last, TOTAL(state = 'pending') AS pending,
      (SELECT MAX(kept) FROM bodies) AS kept FROM deliveries`;
    const { last, pending, kept } = this.#sql.exec(query).one();
    return pending === 0 && (last ?? 0) < now - this.#keyMs && (kept ?? 0) < now - this.#dataMs;
  }

  get #dataMs() {
    return numberOf(this.#env, "RETAIN_DAYS") * DAY_MS;
  }

  get #keyMs() {
    return Math.max(this.#dataMs, KEY_DAYS * DAY_MS);
  }
}
