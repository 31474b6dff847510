import { DurableObject } from "cloudflare:workers";
import { credit, effectOf } from "../../shared/ledger/settle.mjs";
import { openTables } from "./tables.mjs";

const TABLES = [
  // One row for each booked transaction. Its key prevents a second booking.
  "CREATE TABLE IF NOT EXISTS booked (effect TEXT PRIMARY KEY, subject TEXT NOT NULL) WITHOUT ROWID",
  `CREATE TABLE IF NOT EXISTS balance (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    version TEXT NOT NULL,
    events INTEGER NOT NULL,
    received INTEGER NOT NULL
  )`,
];

/** The sum of one user's credits. They come from many objects, one for each transaction. */
export class Balance extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    openTables(ctx.storage, { tables: TABLES, steps: [] });
  }

  /**
   * Books a credit, once for each transaction, and returns the balance.
   *
   * @param {import("../../shared/ledger/settle.mjs").Received} unit
   * @returns {import("./overview/tables.mjs").LedgerRow}
   */
  book(unit) {
    return this.ctx.storage.transactionSync(() => {
      const { sql } = this.ctx.storage;
      const query = "INSERT INTO booked (effect, subject) VALUES (?, ?) ON CONFLICT DO NOTHING";
      const { rowsWritten } = sql.exec(query, effectOf(unit), unit.subject);
      if (rowsWritten > 0) this.#write(credit(unit, this.#read()));
      const { received, ...row } = this.#read();
      return { ...row, effects: [] }; // each transaction's object has its own
    });
  }

  /** Returns the subjects of up to `limit` booked transactions, and whether there are more. */
  some(limit) {
    const rows = this.ctx.storage.sql.exec("SELECT DISTINCT subject FROM booked LIMIT ?", limit + 1).toArray();
    return { subjects: rows.slice(0, limit).map(({ subject }) => subject), more: rows.length > limit };
  }

  /** Deletes the sum, and the keys of the transactions of these subjects. */
  erase(subjects) {
    this.ctx.storage.transactionSync(() => {
      const { sql } = this.ctx.storage;
      for (const subject of subjects) sql.exec("DELETE FROM booked WHERE subject = ?", subject);
      sql.exec("DELETE FROM balance");
    });
  }

  /** @returns {import("../../shared/ledger/settle.mjs").Entry | undefined} */
  #read() {
    const query = "SELECT provider, subject, state, version, events, received FROM balance";
    return this.ctx.storage.sql.exec(query).toArray()[0];
  }

  #write({ provider, subject, state, version, events, received }) {
    this.ctx.storage.sql.exec(
      "INSERT OR REPLACE INTO balance (one, provider, subject, state, version, events, received) VALUES (1, ?, ?, ?, ?, ?, ?)",
      ...[provider, subject, state, version, events, received],
    );
  }
}
