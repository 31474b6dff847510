/**
 * What each process has stored last: when the answer to a commit is lost, the next attempt reads here what became of it.
 *
 * @returns {import("kysely").Migration}
 */
export function batches() {
  return {
    async up(db) {
      await db.schema
        .createTable("batches")
        .addColumn("writer", "text", (column) => column.primaryKey())
        .addColumn("number", "integer", (column) => column.notNull())
        .addColumn("stored_at", "bigint", (column) => column.notNull())
        .execute();
    },
  };
}
