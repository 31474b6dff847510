/**
 * For orders that return to a status: an index for all rows of a subject, the event of the last delivery with the same key, and
 * the effects that have happened. README.md describes the columns.
 *
 * @returns {import("kysely").Migration}
 */
export function returns() {
  return {
    async up(db) {
      await db.schema.alterTable("deliveries").addColumn("sent_again", "text").execute();
      await db.schema
        .alterTable("ledger")
        .addColumn("effects", "text", (column) => column.notNull().defaultTo("[]"))
        .execute();
      // A repeated key is compared with the stored rows of its subject.
      await db.schema
        .createIndex("deliveries_subject")
        .on("deliveries")
        .columns(["subject", "provider", "id"])
        .execute();
    },
  };
}
