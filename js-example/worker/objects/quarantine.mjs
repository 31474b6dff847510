import { DurableObject } from "cloudflare:workers";
import { SHOWN_BYTES } from "../../shared/operator/body.mjs";
import { AFTER_ALL_IDS, firstIdAt, timeOrderedId } from "./ids.mjs";
import { openTables } from "./tables.mjs";

const TABLES = [
  `CREATE TABLE IF NOT EXISTS quarantined (
    id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    code TEXT NOT NULL,
    path TEXT NOT NULL,
    received INTEGER NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (hash, provider, path)
  ) WITHOUT ROWID`,
  // Several elements of a batch can be unparsable. They share one body.
  "CREATE TABLE IF NOT EXISTS bodies (hash TEXT PRIMARY KEY, body BLOB NOT NULL)",
];

/**
 * Genuine deliveries that cannot be parsed, with their original bytes: whole bodies, and elements of batches. A repeated one is
 * stored once.
 */
export class Quarantine extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    openTables(ctx.storage, { tables: TABLES, steps: [] });
  }

  /**
   * @param {string} provider
   * @param {Uint8Array} body
   * @param {{ code: string, path: string }[]} faults a path of "" means the whole body
   */
  async add(provider, body, faults) {
    const digest = await crypto.subtle.digest("SHA-256", body);
    const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const received = Date.now();
    this.ctx.storage.transactionSync(() => {
      const { sql } = this.ctx.storage;
      sql.exec("INSERT INTO bodies (hash, body) VALUES (?, ?) ON CONFLICT DO NOTHING", hash, body);
      for (const { code, path } of faults) {
        sql.exec(
          `INSERT INTO quarantined (id, provider, code, path, received, hash) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          ...[timeOrderedId(received), provider, code, path, received, hash],
        );
      }
    });
  }

  /** @returns {number} */
  count() {
    return this.ctx.storage.sql.exec("SELECT COUNT(*) AS count FROM quarantined").one().count;
  }

  /**
   * Deletes rows that were received before a time.
   *
   * @param {{ before: number, limit: number }} options a time in milliseconds since 1970, and the maximum number of rows
   * @returns {number} the number of deleted rows
   */
  forget({ before, limit }) {
    return this.ctx.storage.transactionSync(() => {
      const { sql } = this.ctx.storage;
      const old = "SELECT id FROM quarantined WHERE id < ? ORDER BY id LIMIT ?";
      const query = `DELETE FROM quarantined WHERE id IN (${old}) RETURNING hash`;
      const rows = sql.exec(query, firstIdAt(before), limit).toArray();
      const unused = "DELETE FROM bodies WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM quarantined WHERE hash = ?1)";
      for (const hash of new Set(rows.map((row) => row.hash))) sql.exec(unused, hash);
      return rows.length;
    });
  }

  /** Returns a page, newest first, with the beginning of each body. */
  list({ limit, before }) {
    const query = `SELECT id, provider, code, path, received, substr(body, 1, ?) AS beginning, length(body) AS length
      FROM quarantined LEFT JOIN bodies USING (hash) WHERE id < ? ORDER BY id DESC LIMIT ?`;
    const rows = this.ctx.storage.sql.exec(query, SHOWN_BYTES, before ?? AFTER_ALL_IDS, limit).toArray();
    return rows.map(({ beginning, ...row }) => ({
      ...row,
      // For an empty body, SQLite returns no beginning.
      beginning: row.length === null ? null : new Uint8Array(beginning ?? []),
    }));
  }
}
