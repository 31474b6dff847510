/**
 * The last batch that each writer has stored. When the answer to a commit is lost, the next attempt reads here what became of it.
 * A process has a writer for each lane, and a new one after a batch that was given up.
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
