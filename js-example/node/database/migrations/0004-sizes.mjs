import { sql } from "kysely";

/**
 * The length of each event, so that a claim can be limited by its memory. The ledger no longer stores events: each one is reduced
 * to its basis.
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
