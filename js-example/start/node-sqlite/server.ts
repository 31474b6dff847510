// Receives OptOnDemand's webhooks. It stores each event once, in SQLite, and does the work of each event once.
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { optondemand, type OptOnDemandEvent } from "countersign";
import { createHandler } from "countersign/node";

const db = new DatabaseSync(process.env.DATABASE_FILE ?? "events.db");
db.exec(`
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, dedupe_key TEXT UNIQUE, body BLOB NOT NULL, event TEXT, problem TEXT, attempts INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS waiting ON events (attempts, id) WHERE event IS NOT NULL;
  CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, event TEXT NOT NULL);
`);
const save = db.prepare("INSERT INTO events (dedupe_key, body, event, problem) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
const attempt = db.prepare(`UPDATE events SET attempts = attempts + 1 WHERE id =
  (SELECT id FROM events WHERE event IS NOT NULL AND attempts < 5 ORDER BY attempts, id LIMIT 1) RETURNING id, event`);
const finish = db.prepare("UPDATE events SET event = NULL WHERE id = ? AND event IS NOT NULL");
const find = db.prepare("SELECT event FROM orders WHERE id = ?");
const keep = db.prepare("INSERT INTO orders VALUES (?, ?) ON CONFLICT DO UPDATE SET event = excluded.event");

/** Your work. It runs in the transaction that marks the event as done, so everything it writes here is written once. */
function apply(event: OptOnDemandEvent) {
  if (event.kind !== "ORDER_STATUS_UPDATED") return; // stored above; nothing to do yet
  const stored = find.get(event.orderId)?.event as string | undefined;
  if (stored && optondemand.supersedes(event, JSON.parse(stored)) === false) return; // out of date
  keep.run(event.orderId, JSON.stringify(event));
}

function work() {
  for (let row = attempt.get(); row; row = attempt.get()) {
    try {
      db.exec("BEGIN IMMEDIATE");
      if (finish.run(row.id as number).changes === 1) apply(JSON.parse(row.event as string));
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      console.error(`event ${row.id} failed; it is tried again, at most five times`, error);
    }
  }
}

const handler = createHandler({
  provider: optondemand,
  config: { secret: process.env.OPTONDEMAND_SECRET }, // throws here, at start-up, if it is missing or damaged
  // We reply 200 when this returns and 503 if it throws, so the provider retries.
  onEvent: (event, _request, body) => {
    save.run(event.dedupeKey, body, JSON.stringify(event), null);
    setImmediate(work);
  },
  // A genuine delivery that can't be parsed. A retry would not help, so keep it and look at it.
  onUnreadable: (body, error) => save.run(null, body, null, error.code),
  onRejected: (error) => console.warn(`rejected: ${error.code}: ${error.message}`),
});

work(); // continues an earlier run
const server = createServer(handler).listen(Number(process.env.PORT ?? 8080), "127.0.0.1");
server.on("listening", () => console.log(`listening on ${JSON.stringify(server.address())}`));
