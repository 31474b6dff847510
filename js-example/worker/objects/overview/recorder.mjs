/**
 * Copies rows from the objects of the subjects. Rows arrive at least once and in any order. The newest version of each wins,
 * and the figures change by the difference.
 */
export class Recorder {
  #sql;
  /** @type {Map<string, number>} */
  #moved = new Map();

  /** @param {SqlStorage} sql */
  constructor(sql) {
    this.#sql = sql;
  }

  /** @param {import("../subject/deliveries.mjs").Row} row */
  delivery(row) {
    const known = this.#sql
      .exec("SELECT state, duplicates, revision FROM deliveries WHERE id = ?", row.id)
      .toArray()[0];
    if (known && known.revision >= row.revision) return;
    if (known) this.#change(row);
    else this.#add(row);

    if (!known) this.#move("stored", 1);
    else this.#move(known.state, -1);
    this.#move(row.state, 1);
    this.#move("duplicates", row.duplicates - (known?.duplicates ?? 0));
  }

  /** @param {import("./tables.mjs").LedgerRow} entry */
  entry({ provider, subject, state, version, events, effects }) {
    this.#sql.exec(
      `INSERT INTO ledger (provider, subject, state, version, events, effects, told) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET state = excluded.state, version = excluded.version, events = excluded.events,
         effects = excluded.effects, told = excluded.told
       WHERE excluded.events > events`,
      ...[provider, subject, state, version, events, JSON.stringify(effects), Date.now()],
    );
  }

  /** Removes a deleted row from the figures. */
  forgotten({ state, duplicates }) {
    this.#move("stored", -1);
    this.#move(state, -1);
    this.#move("duplicates", -duplicates);
  }

  /** Writes the figures, once for all rows. */
  figures() {
    for (const [name, by] of this.#moved) {
      if (by === 0) continue;
      const query =
        "INSERT INTO figures (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value";
      this.#sql.exec(query, name, by);
    }
  }

  #add({ id, provider, kind, subject, dedupeKey, trust, received, state, attempts, duplicates, lastError, revision }) {
    this.#sql.exec(
      `INSERT INTO deliveries
         (id, provider, kind, subject, dedupe_key, trust, received, state, attempts, duplicates, last_error, revision)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, provider, kind, subject, dedupeKey, trust, received, state, attempts, duplicates, lastError, revision],
    );
  }

  #change({ id, state, attempts, duplicates, lastError, revision }) {
    this.#sql.exec(
      "UPDATE deliveries SET state = ?, attempts = ?, duplicates = ?, last_error = ?, revision = ? WHERE id = ?",
      ...[state, attempts, duplicates, lastError, revision, id],
    );
  }

  #move(name, by) {
    this.#moved.set(name, (this.#moved.get(name) ?? 0) + by);
  }
}
