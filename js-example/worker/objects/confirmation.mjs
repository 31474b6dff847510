import { DurableObject } from "cloudflare:workers";
import { openTables } from "./tables.mjs";

/** How long isendu's confirmation is answered after its key was set or the operator's click. */
const OPEN_MS = 15 * 60_000;

const TABLE = `CREATE TABLE IF NOT EXISTS confirmation (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  digest TEXT NOT NULL,
  open_until INTEGER NOT NULL
)`;

/** Until when isendu's confirmation is answered. A Worker has no start that all its instances share: this object has it. */
export class Confirmation extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    openTables(ctx.storage, { tables: [TABLE], steps: [] });
  }

  /**
   * Returns until when it is open, in milliseconds since 1970. A key that was not there before opens it.
   *
   * @param {string} digest of the key
   */
  openUntil(digest) {
    const [known] = this.ctx.storage.sql.exec("SELECT digest, open_until AS openUntil FROM confirmation").toArray();
    return known?.digest === digest ? known.openUntil : this.open(digest);
  }

  /** Opens it, and returns until when. */
  open(digest) {
    const openUntil = Date.now() + OPEN_MS;
    const query = "INSERT OR REPLACE INTO confirmation (one, digest, open_until) VALUES (1, ?, ?)";
    this.ctx.storage.sql.exec(query, digest, openUntil);
    return openUntil;
  }
}
