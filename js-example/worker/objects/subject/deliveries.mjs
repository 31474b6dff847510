import { storableText } from "../../../shared/ledger/storable.mjs";
import { timeOrderedId } from "../ids.mjs";

/**
 * A delivery in the messages of the queue and in the overview.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} provider
 * @property {string} kind
 * @property {string} subject
 * @property {string} dedupeKey
 * @property {string} trust
 * @property {number} received its place in the subject's order of receipt, in milliseconds since 1970
 * @property {"pending" | "applied" | "superseded" | "dead"} state
 * @property {number} attempts
 * @property {number} duplicates
 * @property {string | null} lastError
 * @property {number} revision grows with each change, so the newer version of a row has the higher one
 */

const ROW = `id, provider, kind, subject, dedupe_key AS dedupeKey, trust, received, state, attempts, duplicates,
  last_error AS lastError, revision`;

/** The event that decides the order. For news that was sent several times, this is the last one that was sent. */
const EVENT = "COALESCE((SELECT event FROM sent_again WHERE sent_again.received = deliveries.received), event)";

/** The deliveries of one subject. Each method is a step of its caller's transaction. */
export class Deliveries {
  #sql;

  /** @param {SqlStorage} sql */
  constructor(sql) {
    this.#sql = sql;
  }

  /** Returns whether a delivery with this key is stored. */
  has(dedupeKey) {
    return this.#sql.exec("SELECT 1 FROM deliveries WHERE dedupe_key = ?", dedupeKey).toArray().length > 0;
  }

  /** Counts a duplicate, and returns the place of the first delivery. */
  repeat(dedupeKey) {
    const known = this.#sql.exec(
      "UPDATE deliveries SET duplicates = duplicates + 1, revision = revision + 1 WHERE dedupe_key = ? RETURNING received",
      dedupeKey,
    );
    return known.one().received;
  }

  /**
   * Returns the stored deliveries of an order that still have an event or its basis, in the order of receipt.
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

  /** Stores the event of news that was sent again later. */
  moveOn(received, event) {
    this.#sql.exec("INSERT OR REPLACE INTO sent_again (received, event) VALUES (?, ?)", received, event);
  }

  /** Returns the place of a new delivery, after all earlier ones. */
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

  /** Returns the delivery as a unit of the ledger. @returns {import("../../../shared/ledger/settle.mjs").Received} */
  unit(received) {
    const { provider, kind, subject, dedupeKey } = this.row(received);
    const { event } = this.#sql.exec(`SELECT ${EVENT} AS event FROM deliveries WHERE received = ?`, received).one();
    return { provider, kind, subject, dedupeKey, received, event: JSON.parse(event) };
  }

  /** Returns whether a delivery is a batch that was too large to be split before we answered. */
  isUndivided(received) {
    const row = this.row(received);
    return row?.kind === "batch" && row.state === "pending" && JSON.parse(this.content(received).event).divide === true;
  }

  /** Returns the ids of all deliveries, and the objects that have bodies of theirs. */
  traces() {
    const ids = this.#sql.exec("SELECT id FROM deliveries").toArray();
    const places = this.#sql
      .exec("SELECT DISTINCT body_in AS bodyIn FROM deliveries WHERE body_in IS NOT NULL")
      .toArray();
    return { ids: ids.map(({ id }) => id), bodiesIn: places.map(({ bodyIn }) => bodyIn) };
  }

  /** Deletes a body, unless a delivery here is still pending. */
  deleteBody(received) {
    const query =
      "DELETE FROM bodies WHERE received = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE state = 'pending')";
    this.#sql.exec(query, received);
  }

  /** Returns the event's text, or null after its deletion, and where its body is. */
  content(received) {
    return this.#sql
      .exec(
        "SELECT IIF(erased, NULL, event) AS event, body_of AS bodyOf, body_in AS bodyIn FROM deliveries WHERE received = ?",
        received,
      )
      .one();
  }

  /** Notes the progress of the work. Progress never goes back. */
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
   * Notes that the work has failed. The delivery stays pending: the queue delivers it again, or gives it up.
   *
   * @param {number} received
   * @param {Error} error
   * @param {boolean} counts whether the failure counts as an attempt: only if the work itself failed
   */
  fail(received, error, counts) {
    this.#sql.exec(
      `UPDATE deliveries SET attempts = attempts + ?, revision = revision + 1, last_error = ?
       WHERE received = ? AND state = 'pending'`,
      ...[Number(counts), storableText(String(error?.message ?? error)), received],
    );
  }

  /** Gives up a delivery whose work has failed this often. If the work could not even run, the delivery stays pending. */
  bury(received, mostAttempts) {
    this.#sql.exec(
      `UPDATE deliveries SET state = 'dead', revision = revision + 1
       WHERE received = ? AND state = 'pending' AND attempts >= ?`,
      ...[received, mostAttempts],
    );
  }

  /** Makes a dead delivery pending again. */
  revive(received) {
    this.#sql.exec(
      "UPDATE deliveries SET state = 'pending', attempts = 0, revision = revision + 1 WHERE received = ? AND state = 'dead' AND erased = 0",
      received,
    );
  }
}
