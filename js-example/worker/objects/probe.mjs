import { DurableObject } from "cloudflare:workers";

/** More than a file that is there already has room for: what is stored for a new subject needs new space, too. */
const PROBE_BYTES = 65_536;

/** What the health check writes to. It holds nothing in between, so that each time needs new space. */
export class Probe extends DurableObject {
  /** Writes something, waits until it is durable, and deletes it. @throws when nothing can be stored */
  async alive() {
    const { storage } = this.ctx;
    storage.sql.exec("CREATE TABLE IF NOT EXISTS probe (bytes BLOB NOT NULL)");
    storage.sql.exec("INSERT INTO probe (bytes) VALUES (randomblob(?))", PROBE_BYTES);
    await storage.sync();
    await storage.deleteAll();
  }
}
