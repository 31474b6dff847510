// Receives isendu's webhooks. It stores each batch once, in a Durable Object, with the newest state of each order and parcel.
import { DurableObject } from "cloudflare:workers";
import { isendu, type IsenduEvent, type IsenduOrder, type IsenduTracking } from "countersign";
import { createHandler } from "countersign/fetch";

interface Env {
  INBOX: DurableObjectNamespace<Inbox>;
  ISENDU_URL_TOKEN: string;
  ISENDU_KEY_ID?: string; // set both to confirm the URL, and remove them minutes later: the reply discloses the secret
  ISENDU_SECRET?: string;
}

/** A single object has all data. If that is too slow, choose one by `uuid`. */
export class Inbox extends DurableObject<Env> {
  readonly #sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec("CREATE TABLE IF NOT EXISTS events (dedupe_key TEXT UNIQUE, body BLOB NOT NULL, problem TEXT)");
    this.#sql.exec("CREATE TABLE IF NOT EXISTS items (id TEXT PRIMARY KEY, item TEXT NOT NULL)");
  }

  /** All writes happen together or not at all, and once for each event. */
  store(key: string | null, body: Uint8Array, problem: string | null, event: string | null): void {
    this.ctx.storage.transactionSync(() => {
      const { rowsWritten } = this.#sql.exec("INSERT INTO events VALUES (?, ?, ?) ON CONFLICT DO NOTHING", key, body, problem);
      if (rowsWritten > 0 && event !== null) this.#apply(JSON.parse(event));
    });
  }

  /** Your work. */
  #apply(event: IsenduEvent): void {
    if (event.kind !== "batch") return; // stored above; nothing to do yet
    for (const order of event.orders) this.#keep(`order:${order.uuid}`, order);
    for (const tracking of event.trackings) this.#keep(`tracking:${tracking.uuid}`, tracking);
  }

  #keep(id: string, item: IsenduOrder | IsenduTracking): void {
    const [stored] = this.#sql.exec<{ item: string }>("SELECT item FROM items WHERE id = ?", id);
    if (stored && isendu.supersedes(item, JSON.parse(stored.item)) === false) return; // out of date
    this.#sql.exec("INSERT INTO items VALUES (?, ?) ON CONFLICT DO UPDATE SET item = excluded.item", id, JSON.stringify(item));
  }
}

const inbox = (env: Env) => env.INBOX.get(env.INBOX.idFromName("all"));
const credentials = ({ ISENDU_KEY_ID: keyId, ISENDU_SECRET: secret }: Env) => (keyId && secret ? { keyId, secret } : null);

export default {
  fetch: createHandler({
    provider: isendu,
    config: (env: Env) => ({ urlToken: env.ISENDU_URL_TOKEN }), // the last segment of the path
    confirm: credentials,
    // We reply 200 when this resolves and 503 if it throws.
    onEvent: (event, env, body) => inbox(env).store(event.dedupeKey, body, null, JSON.stringify(event)),
    // A genuine delivery that can't be parsed. A retry would not help, so keep it and look at it.
    onUnreadable: (body, error, _verified, env) => inbox(env).store(null, body, error.code, null),
    onRejected: (error) => console.warn(`rejected: ${error.code}: ${error.message}`),
  }),
};
