// Receives Xoxoday's webhooks. It stores each event once, in PostgreSQL, and does the work of each event once.
import { createServer } from "node:http";
import { xoxoday, type XoxodayEvent } from "countersign";
import { createHandler } from "countersign/node";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 5_000, statement_timeout: 5_000 });
pool.on("error", (error) => console.error("an idle connection failed", error));
// The key repeats when an order returns to an earlier status. The body tells this apart from a retry.
await pool.query(`
  CREATE TABLE IF NOT EXISTS events (id bigserial PRIMARY KEY, dedupe_key text, body bytea NOT NULL, event text, problem text, attempts int NOT NULL DEFAULT 0,
    body_hash bytea GENERATED ALWAYS AS (sha256(body)) STORED, UNIQUE (dedupe_key, body_hash));
  CREATE INDEX IF NOT EXISTS waiting ON events (attempts, id) WHERE event IS NOT NULL;
  CREATE TABLE IF NOT EXISTS orders (id text PRIMARY KEY, event text NOT NULL);
  CREATE TABLE IF NOT EXISTS claims (dedupe_key text PRIMARY KEY);
`);
const INSERT = "INSERT INTO events (dedupe_key, body, event, problem) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
const take = async () => (await pool.query(`UPDATE events SET attempts = attempts + 1 WHERE id = (SELECT id FROM events
  WHERE event IS NOT NULL AND attempts < 5 ORDER BY attempts, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, event`)).rows[0];
const KEEP = "INSERT INTO orders VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET event = excluded.event";
const save = (...values: (string | Uint8Array | null)[]) => pool.query(INSERT, values);

/** Your work. It runs in the transaction that marks the event as done, so everything it writes here is written once. */
async function apply(db: pg.PoolClient, event: XoxodayEvent) {
  if (event.kind !== "order.delivery_status") return; // stored above; nothing to do yet
  const stored = (await db.query("SELECT event FROM orders WHERE id = $1", [event.orderId])).rows[0];
  if (stored && xoxoday.supersedes(event, JSON.parse(stored.event)) === false) return; // out of date
  await db.query(KEEP, [event.orderId, JSON.stringify(event)]);
  const claim = await db.query("INSERT INTO claims VALUES ($1) ON CONFLICT DO NOTHING", [event.dedupeKey]);
  if (claim.rowCount === 1) console.log(`order ${event.orderId} is ${event.statusText}: pay, credit or ship here, once for each status`);
}

async function work() {
  for (let row = await take(); row; row = await take()) {
    const db = await pool.connect();
    try {
      await db.query("BEGIN; SELECT pg_advisory_xact_lock(7)"); // one event at a time, across all servers
      const { rowCount } = await db.query("UPDATE events SET event = NULL WHERE id = $1 AND event IS NOT NULL", [row.id]);
      if (rowCount === 1) await apply(db, JSON.parse(row.event));
      await db.query("COMMIT");
      db.release();
    } catch (error) {
      db.release(true); // rolls back
      console.error(`event ${row.id} failed; it is tried again, at most five times`, error);
    }
  }
}
const workSoon = () => void work().catch((error) => console.error("work stopped until the next event", error));
const handler = createHandler({
  provider: xoxoday,
  config: { apiKey: process.env.XOXODAY_API_KEY }, // throws here, at start-up, if it is missing or damaged
  // We reply 200 when this resolves and 503 if it throws, so the provider retries.
  onEvent: (event, _request, body) => save(event.dedupeKey, body, JSON.stringify(event), null).then(workSoon),
  // A genuine delivery that can't be parsed. A retry would not help, so keep it and look at it.
  onUnreadable: (body, error) => save(null, body, null, error.code),
  onRejected: (error) => console.warn(`rejected: ${error.code}: ${error.message}`),
});
workSoon(); // continues an earlier run
const server = createServer(handler).listen(Number(process.env.PORT ?? 8080), "127.0.0.1");
server.on("listening", () => console.log(`listening on ${JSON.stringify(server.address())}`));
