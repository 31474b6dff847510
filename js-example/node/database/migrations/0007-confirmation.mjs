/**
 * Until when isendu's confirmation is answered, for all processes: the one row.
 *
 * @returns {import("kysely").Migration}
 */
export function confirmation() {
  return {
    async up(db) {
      await db.schema
        .createTable("confirmation")
        .addColumn("one", "integer", (column) => column.primaryKey())
        .addColumn("open_until", "bigint", (column) => column.notNull())
        .execute();
    },
  };
}
