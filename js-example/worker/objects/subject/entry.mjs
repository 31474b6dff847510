/** The subject's ledger entry. It refers to the delivery that it shows, and does not repeat that delivery's columns. */
export class SubjectEntry {
  #sql;

  /** @param {SqlStorage} sql */
  constructor(sql) {
    this.#sql = sql;
  }

  /** @returns {import("../../../shared/ledger/settle.mjs").Entry | undefined} */
  read() {
    const row = this.#row(
      ", received, COALESCE((SELECT event FROM sent_again WHERE received = shows), event) AS event",
    );
    return row && { ...row, event: JSON.parse(row.event) };
  }

  /** Returns the entry for the overview. @returns {import("../overview/tables.mjs").LedgerRow | undefined} */
  row() {
    return this.#row();
  }

  /** @param {import("../../../shared/ledger/settle.mjs").Entry} entry it must show a delivery of this object */
  write({ state, events, received, effects }) {
    this.#sql.exec(
      "INSERT OR REPLACE INTO entry (one, state, events, shows) VALUES (1, ?, ?, ?)",
      state,
      events,
      received,
    );
    for (const key of effects) this.#sql.exec("INSERT INTO effects (key) VALUES (?) ON CONFLICT DO NOTHING", key);
  }

  #row(more = "") {
    const query = `SELECT provider, subject, entry.state, dedupe_key AS version, events${more}
      FROM entry JOIN deliveries ON received = shows`;
    const row = this.#sql.exec(query).toArray()[0];
    return row && { ...row, effects: this.#effects() };
  }

  #effects() {
    return this.#sql
      .exec("SELECT key FROM effects")
      .toArray()
      .map(({ key }) => key);
  }
}
