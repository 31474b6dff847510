import { sql } from "kysely";

/**
 * How long each event is, so that a claim can be bounded by what it takes in memory. The ledger has no events any more: what
 * it had is cut down to what decides when its entry changes next.
 *
 * @returns {import("kysely").Migration}
 */
export function sizes() {
  return {
    async up(db) {
      await db.schema
        .alterTable("deliveries")
        .addColumn("event_length", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
      await sql`update deliveries set event_length = length(event) where state = 'pending'`.execute(db);
    },
  };
}
