import { DurableObject } from "cloudflare:workers";
import { openTables } from "./tables.mjs";

/** How long we answer isendu's confirmation after a new key or the operator's click. */
const OPEN_MS = 15 * 60_000;

const TABLE = `CREATE TABLE IF NOT EXISTS confirmation (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  digest TEXT NOT NULL,
  open_until INTEGER NOT NULL
)`;

/** The end of the time in which we answer isendu's confirmation. A Worker's instances share no start, but they share this. */
export class Confirmation extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    openTables(ctx.storage, { tables: [TABLE], steps: [] });
  }

  /**
   * Returns the end of that time, in milliseconds since 1970. A new key opens the time.
   *
   * @param {string} digest of the key
   */
  openUntil(digest) {
    const [known] = this.ctx.storage.sql.exec("SELECT digest, open_until AS openUntil FROM confirmation").toArray();
    return known?.digest === digest ? known.openUntil : this.open(digest);
  }

  /** Opens the time, and returns its end. */
  open(digest) {
    const openUntil = Date.now() + OPEN_MS;
    const query = "INSERT OR REPLACE INTO confirmation (one, digest, open_until) VALUES (1, ?, ?)";
    this.ctx.storage.sql.exec(query, digest, openUntil);
    return openUntil;
  }
}
