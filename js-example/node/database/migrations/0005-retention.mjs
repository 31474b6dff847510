import { sql } from "kysely";

/**
 * Indexes for retention: the oldest deliveries that still have data, and the oldest that only have a key.
 *
 * @returns {import("kysely").Migration}
 */
export function retention() {
  return {
    async up(db) {
      const conditions = {
        deliveries_kept: sql`subject <> '' and state <> 'pending'`,
        deliveries_emptied: sql`subject = ''`,
      };
      for (const [index, condition] of Object.entries(conditions)) {
        await db.schema.createIndex(index).on("deliveries").column("id").where(condition).execute();
      }
      await db.schema.createIndex("quarantine_body").on("quarantine").column("body_sha256").execute();
    },
  };
}
