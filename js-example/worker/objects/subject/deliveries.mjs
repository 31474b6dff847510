import { storableText } from "../../../shared/ledger/storable.mjs";
import { timeOrderedId } from "../ids.mjs";

/**
 * A delivery as others see it: what the queue carries and the overview lists.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} provider
 * @property {string} kind
 * @property {string} subject
 * @property {string} dedupeKey
 * @property {string} trust
 * @property {number} received its place in the subject's order, in milliseconds since 1970
 * @property {"pending" | "applied" | "superseded" | "dead"} state
 * @property {number} attempts
 * @property {number} duplicates
 * @property {string | null} lastError
 * @property {number} revision grows with each change: of two rows of one delivery, the higher one is the newer one
 */

const ROW = `id, provider, kind, subject, dedupe_key AS dedupeKey, trust, received, state, attempts, duplicates,
  last_error AS lastError, revision`;

/** What decides the order: of news that was sent more than once, the event that came last. */
const EVENT = "COALESCE((SELECT event FROM sent_again WHERE sent_again.received = deliveries.received), event)";

/** The deliveries of one subject. Every method is one step of a transaction that its caller makes. */
export class Deliveries {
  #sql;

  /** @param {SqlStorage} sql */
  constructor(sql) {
    this.#sql = sql;
  }

  /** Whether a key is stored. */
  has(dedupeKey) {
    return this.#sql.exec("SELECT 1 FROM deliveries WHERE dedupe_key = ?", dedupeKey).toArray().length > 0;
  }

  /** Counts a duplicate and returns when its first one was received. */
  repeat(dedupeKey) {
    const known = this.#sql.exec(
      "UPDATE deliveries SET duplicates = duplicates + 1, revision = revision + 1 WHERE dedupe_key = ? RETURNING received",
      dedupeKey,
    );
    return known.one().received;
  }

  /**
   * All that is stored about an order with its event or what is left of it, in the order of receipt.
   *
   * @returns {(import("../../../shared/ledger/returns.mjs").Stored & { received: number })[]}
   */
  stored() {
    const query = `SELECT received, dedupe_key AS key, ${EVENT} AS event FROM deliveries WHERE event <> '' ORDER BY received`;
    return this.#sql
      .exec(query)
      .toArray()
      .map((row) => ({ ...row, event: JSON.parse(row.event) }));
  }

  /** Notes the event of news that was sent once more, and later. */
  moveOn(received, event) {
    this.#sql.exec("INSERT OR REPLACE INTO sent_again (received, event) VALUES (?, ?)", received, event);
  }

  /** The place of what is received now, after all that was received before. */
  nextPlace() {
    const { last } = this.#sql.exec("SELECT MAX(received) AS last FROM deliveries").one();
    return Math.max(Date.now(), (last ?? 0) + 1);
  }

  add({ received, provider, kind, subject, dedupeKey, trust, state, bodyOf, bodyIn, event }) {
    this.#sql.exec(
      `INSERT INTO deliveries (received, id, provider, kind, subject, dedupe_key, trust, state, body_of, body_in, event)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[received, timeOrderedId(received), provider, kind, subject, dedupeKey, trust, state, bodyOf, bodyIn, event],
    );
  }

  addBody(received, body) {
    const query =
      "INSERT INTO bodies (received, kept, body) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET kept = excluded.kept";
    this.#sql.exec(query, received, Date.now(), body);
  }

  /** @returns {Uint8Array | null} */
  body(received) {
    const [row] = this.#sql.exec("SELECT body FROM bodies WHERE received = ?", received).toArray();
    return row ? new Uint8Array(row.body) : null;
  }

  /** @returns {(Row & { progress: number, erased: number }) | undefined} */
  row(received) {
    return this.#sql.exec(`SELECT ${ROW}, progress, erased FROM deliveries WHERE received = ?`, received).toArray()[0];
  }

  /** As the ledger takes it. @returns {import("../../../shared/ledger/settle.mjs").Received} */
  unit(received) {
    const { provider, kind, subject, dedupeKey } = this.row(received);
    const { event } = this.#sql.exec(`SELECT ${EVENT} AS event FROM deliveries WHERE received = ?`, received).one();
    return { provider, kind, subject, dedupeKey, received, event: JSON.parse(event) };
  }

  /** Whether a delivery is a batch that was too large to be divided before it was answered. */
  isUndivided(received) {
    const row = this.row(received);
    return row?.kind === "batch" && row.state === "pending" && JSON.parse(this.content(received).event).divide === true;
  }

  /** The ids of all deliveries, and the objects in which bodies of them are. */
  traces() {
    const ids = this.#sql.exec("SELECT id FROM deliveries").toArray();
    const places = this.#sql
      .exec("SELECT DISTINCT body_in AS bodyIn FROM deliveries WHERE body_in IS NOT NULL")
      .toArray();
    return { ids: ids.map(({ id }) => id), bodiesIn: places.map(({ bodyIn }) => bodyIn) };
  }

  /** Deletes a body, unless a delivery here has yet to be worked on. */
  deleteBody(received) {
    const query =
      "DELETE FROM bodies WHERE received = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE state = 'pending')";
    this.#sql.exec(query, received);
  }

  /** The text of the event, which is null once it is deleted, and where its body is. */
  content(received) {
    return this.#sql
      .exec(
        "SELECT IIF(erased, NULL, event) AS event, body_of AS bodyOf, body_in AS bodyIn FROM deliveries WHERE received = ?",
        received,
      )
      .one();
  }

  /** Notes how far the work has come; it never goes back. */
  advance(received, progress) {
    this.#sql.exec(
      "UPDATE deliveries SET progress = MAX(progress, ?), revision = revision + 1 WHERE received = ?",
      ...[progress, received],
    );
  }

  /** Notes that the work is done. */
  settle(received, state) {
    this.#sql.exec(
      "UPDATE deliveries SET state = ?, attempts = attempts + 1, revision = revision + 1, last_error = NULL WHERE received = ?",
      ...[state, received],
    );
  }

  /**
   * Notes that the work has failed. The delivery stays pending: the queue brings it again, or gives it up.
   *
   * @param {number} received
   * @param {Error} error
   * @param {boolean} counts whether it was the work that failed
   */
  fail(received, error, counts) {
    this.#sql.exec(
      `UPDATE deliveries SET attempts = attempts + ?, revision = revision + 1, last_error = ?
       WHERE received = ? AND state = 'pending'`,
      ...[Number(counts), storableText(String(error?.message ?? error)), received],
    );
  }

  /** Gives a delivery up whose work has failed so many times; one that could not be worked on stays pending. */
  bury(received, mostAttempts) {
    this.#sql.exec(
      `UPDATE deliveries SET state = 'dead', revision = revision + 1
       WHERE received = ? AND state = 'pending' AND attempts >= ?`,
      ...[received, mostAttempts],
    );
  }

  /** Starts anew with one that was given up. */
  revive(received) {
    this.#sql.exec(
      "UPDATE deliveries SET state = 'pending', attempts = 0, revision = revision + 1 WHERE received = ? AND state = 'dead' AND erased = 0",
      received,
    );
  }
}
