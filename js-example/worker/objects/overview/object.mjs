import { DurableObject } from "cloudflare:workers";
import { AFTER_ALL_IDS, firstIdAt } from "../ids.mjs";
import { Recorder } from "./recorder.mjs";
import { openTables } from "../tables.mjs";
import { SCHEMA } from "./tables.mjs";

const ROW = `id, provider, kind, subject, dedupe_key AS dedupeKey, trust, received, state, attempts, duplicates,
  last_error AS lastError`;

const FIGURES = ["stored", "duplicates", "pending", "applied", "superseded", "dead"];

/**
 * A copy of all subjects' rows for the operator's page. It receives up to a hundred rows a call, so one object can follow many
 * writers. We answer a delivery without waiting for it.
 */
export class Overview extends DurableObject {
  #sql;

  constructor(ctx, env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    openTables(ctx.storage, SCHEMA);
  }

  /**
   * Copies rows.
   *
   * @param {import("../subject/deliveries.mjs").Row[]} rows
   * @param {import("./tables.mjs").LedgerRow[]} entries
   */
  record(rows, entries) {
    this.ctx.storage.transactionSync(() => {
      const recorder = new Recorder(this.#sql);
      for (const row of rows) recorder.delivery(row);
      for (const entry of entries) recorder.entry(entry);
      recorder.figures();
    });
  }

  /** @returns {Record<(typeof FIGURES)[number], number>} */
  summary() {
    const known = this.#sql.exec("SELECT name, value FROM figures").toArray();
    const values = Object.fromEntries(known.map(({ name, value }) => [name, value]));
    return Object.fromEntries(FIGURES.map((name) => [name, values[name] ?? 0]));
  }

  /** Returns a page of deliveries, newest first. */
  deliveries({ limit, before, provider, state }) {
    const filters = Object.entries({ provider, state }).filter(([, value]) => value !== null);
    const where = ["id < ?", ...filters.map(([column]) => `${column} = ?`)].join(" AND ");
    const values = [before ?? AFTER_ALL_IDS, ...filters.map(([, value]) => value)];
    return this.#sql
      .exec(`SELECT ${ROW} FROM deliveries WHERE ${where} ORDER BY id DESC LIMIT ?`, ...values, limit)
      .toArray();
  }

  /** Returns one delivery, or null. */
  delivery(id) {
    return this.#sql.exec(`SELECT ${ROW} FROM deliveries WHERE id = ?`, id).toArray()[0] ?? null;
  }

  /** Returns a page of the ledger, ordered by provider and subject. */
  ledger({ limit, after }) {
    const [provider, subject] = after ?? ["", ""];
    const query = `SELECT provider, subject, state, version, events, effects FROM ledger
      WHERE (provider, subject) > (?, ?) ORDER BY provider, subject LIMIT ?`;
    const rows = this.#sql.exec(query, provider, subject, limit).toArray();
    return rows.map((row) => ({ ...row, effects: JSON.parse(row.effects) }));
  }

  /**
   * Returns deliveries that have been pending for too long, oldest first. It does not return the same ones again for the same
   * length of time.
   *
   * @param {{ olderThanMs: number, limit: number }} options
   * @returns {{ id: string, provider: string, subject: string, received: number }[]}
   */
  stuck({ olderThanMs, limit }) {
    const now = Date.now();
    const query = `UPDATE deliveries SET poked = ?1 WHERE id IN (
        SELECT id FROM deliveries WHERE state = 'pending' AND id < ?2 AND poked <= ?3 ORDER BY id LIMIT ?4
      ) RETURNING id, provider, subject, received`;
    return this.#sql.exec(query, now, firstIdAt(now - olderThanMs), now - olderThanMs, limit).toArray();
  }

  /**
   * Deletes these deliveries and ledger entries.
   *
   * @param {string[]} ids
   * @param {{ provider: string, subject: string }[]} entries
   */
  forgetThese(ids, entries) {
    this.ctx.storage.transactionSync(() => {
      const recorder = new Recorder(this.#sql);
      for (const id of ids) {
        const query = "DELETE FROM deliveries WHERE id = ? RETURNING state, duplicates";
        for (const row of this.#sql.exec(query, id).toArray()) recorder.forgotten(row);
      }
      recorder.figures();
      for (const { provider, subject } of entries) {
        this.#sql.exec("DELETE FROM ledger WHERE provider = ? AND subject = ?", provider, subject);
      }
    });
  }

  /**
   * Deletes deliveries that were received before a time and are not pending, and ledger entries that have not changed since. The
   * figures count only the remaining rows.
   *
   * @param {{ before: number, limit: number }} options a time in milliseconds since 1970, and the maximum number of each
   * @returns {number} the number of deleted rows
   */
  forget({ before, limit }) {
    return this.ctx.storage.transactionSync(() => {
      const recorder = new Recorder(this.#sql);
      const query = `DELETE FROM deliveries WHERE id IN (
          SELECT id FROM deliveries WHERE id < ?1 AND state <> 'pending' ORDER BY id LIMIT ?2
        ) RETURNING state, duplicates`;
      const rows = this.#sql.exec(query, firstIdAt(before), limit).toArray();
      for (const row of rows) recorder.forgotten(row);
      recorder.figures();
      const entries = `DELETE FROM ledger WHERE (provider, subject) IN (
          SELECT provider, subject FROM ledger WHERE told < ? LIMIT ?
        ) RETURNING 1`;
      return rows.length + this.#sql.exec(entries, before, limit).toArray().length;
    });
  }
}
