import { sql } from "kysely";
import { SHOWN_BYTES, showBody } from "../../shared/operator/body.mjs";

/** The event of a delivery whose data is gone. */
const REMOVED = "(removed)";
const STATES = ["pending", "applied", "superseded", "dead"];
const LISTED = [
  "id",
  "provider",
  "kind",
  "subject",
  "dedupe_key",
  "trust",
  "received_at",
  "state",
  "attempts",
  "duplicates",
  "last_error",
];

/**
 * What the operator can ask and do. Each list comes in pages: `next` is where the following one begins, or null.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 */
export function createQueries({ db, engine, reader }) {
  return {
    /** How many units there are, by state, and what else is counted. */
    async summary() {
      const { rows } = await sql`select name, sum(value) as value from ${engine.counters} group by name`.execute(
        reader,
      );
      const { duplicates, quarantined, ...states } = Object.fromEntries(
        rows.map(({ name, value }) => [name, Number(value)]),
      );
      const byState = STATES.map((state) => [state, states[state]]);
      const stored = byState.reduce((sum, [, count]) => sum + count, 0);
      return { stored, duplicates, ...Object.fromEntries(byState), quarantined };
    },

    /** Deliveries, the last received first. */
    async deliveries({ limit, before, provider, state }) {
      const rows = await reader
        .selectFrom("deliveries")
        .select(LISTED)
        .$if(before !== null, (query) => query.where("id", "<", before))
        .$if(provider !== null, (query) => query.where("provider", "=", provider))
        .$if(state !== null, (query) => query.where("state", "=", state))
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
      return { deliveries: rows.slice(0, limit).map(describe), next: nextOf(rows, limit, ({ id }) => String(id)) };
    },

    /** One delivery with its event and body, or null. */
    async delivery(id) {
      const row = await reader
        .selectFrom("deliveries")
        .leftJoin("bodies", "bodies.sha256", "deliveries.body_sha256")
        .select([...LISTED, "event", "bytes"])
        .where("id", "=", id)
        .executeTakeFirst();
      if (!row) return null;
      const bytes = row.bytes ?? new Uint8Array(); // a delivery may have outlived its body
      return { ...describe(row), event: JSON.parse(row.event), ...showBody(bytes, bytes.length) };
    },

    /** Hands a delivery to the workers again, whatever became of it; false when there is none, or its event is gone. */
    async replay(id) {
      const again = { state: "pending", attempts: 0, due_at: 0, lease: null };
      const { numUpdatedRows } = await db
        .updateTable("deliveries")
        .set(again)
        .where("id", "=", id)
        .where("subject", "<>", "")
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    /** What could not be read, the last received first, with the beginning of the body. */
    async quarantine({ limit, before }) {
      const rows = await reader
        .selectFrom("quarantine")
        .leftJoin("bodies", "bodies.sha256", "quarantine.body_sha256")
        .select(["id", "provider", "code", "path", "received_at"])
        .select([sql`substr(bytes, 1, ${sql.lit(SHOWN_BYTES)})`.as("bytes"), sql`length(bytes)`.as("length")])
        .$if(before !== null, (query) => query.where("id", "<", before))
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
      const quarantined = rows.slice(0, limit).map(({ received_at, bytes, length, ...row }) => ({
        ...row,
        id: String(row.id),
        receivedAt: new Date(received_at).toISOString(),
        // SQLite's substr() of no bytes is null, and so are those of a body that is gone.
        ...showBody(bytes ?? new Uint8Array(), length ?? 0),
      }));
      return { quarantined, next: nextOf(rows, limit, ({ id }) => String(id)) };
    },

    /** Entries of the ledger, by subject. */
    async ledger({ limit, after }) {
      const rows = await reader
        .selectFrom("ledger")
        .select(["provider", "subject", "state", "version", "events", "effects"])
        .$if(after !== null, (query) =>
          query.where(({ eb, or, and }) =>
            or([
              eb("subject", ">", after.subject),
              and([eb("subject", "=", after.subject), eb("provider", ">", after.provider)]),
            ]),
          ),
        )
        .orderBy("subject")
        .orderBy("provider")
        .limit(limit + 1)
        .execute();
      const entries = rows.slice(0, limit).map((row) => ({ ...row, effects: JSON.parse(row.effects) }));
      return { entries, next: nextOf(rows, limit, ledgerCursor) };
    },
  };
}

const nextOf = (rows, limit, cursor) => (rows.length > limit ? cursor(rows[limit - 1]) : null);

const ledgerCursor = ({ subject, provider }) => Buffer.from(JSON.stringify([subject, provider])).toString("base64url");

/** Reads what `ledgerCursor` wrote; undefined when it is something else. */
export function readLedgerCursor(text) {
  try {
    const [subject, provider] = JSON.parse(Buffer.from(text, "base64url").toString());
    if (typeof subject === "string" && typeof provider === "string") return { subject, provider };
  } catch {
    // not one of ours
  }
  return undefined;
}

function describe({
  id,
  provider,
  kind,
  subject,
  dedupe_key,
  trust,
  received_at,
  state,
  attempts,
  duplicates,
  last_error,
}) {
  return {
    id: String(id),
    provider,
    kind,
    subject: subject || REMOVED,
    dedupeKey: dedupe_key,
    trust,
    receivedAt: new Date(received_at).toISOString(),
    state,
    attempts,
    duplicates,
    lastError: last_error,
  };
}
