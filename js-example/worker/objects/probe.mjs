import { DurableObject } from "cloudflare:workers";

/** More than the free space of an existing file: a new subject needs new space, too. */
const PROBE_BYTES = 65_536;

/** The health check writes to this object. It deletes its data each time, so each check needs new space. */
export class Probe extends DurableObject {
  /** Writes a row, waits until it is durable, and deletes it. @throws if storage does not accept the row */
  async alive() {
    const { storage } = this.ctx;
    storage.sql.exec("CREATE TABLE IF NOT EXISTS probe (bytes BLOB NOT NULL)");
    storage.sql.exec("INSERT INTO probe (bytes) VALUES (randomblob(?))", PROBE_BYTES);
    await storage.sync();
    await storage.deleteAll();
  }
}
