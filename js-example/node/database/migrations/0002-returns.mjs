/**
 * What an order that comes back to a status needs: all that is stored about a subject, the event of the last of several
 * deliveries with one key, and the effects that have happened. README.md describes the columns.
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
      // Before a repeated key is called a duplicate, it is compared with what is stored about its subject.
      await db.schema
        .createIndex("deliveries_subject")
        .on("deliveries")
        .columns(["subject", "provider", "id"])
        .execute();
    },
  };
}
