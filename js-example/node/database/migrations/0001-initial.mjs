import { sql } from "kysely";

/**
 * The first schema. Times are milliseconds since 1970. README.md describes the tables.
 *
 * @param {import("../../database.mjs").Engine} engine
 */
export function initial({ name, columns }) {
  // SQLite would give the number of a deleted last row to the next one, and numbers say what was received later.
  const numbered = (column) => (name === "sqlite" ? column.primaryKey().autoIncrement() : column.primaryKey());

  return {
    async up(db) {
      await db.schema
        .createTable("bodies")
        .addColumn("sha256", "text", (column) => column.primaryKey())
        .addColumn("bytes", columns.bytes, (column) => column.notNull())
        .execute();

      await db.schema
        .createTable("deliveries")
        .addColumn("id", columns.id, numbered)
        .addColumn("dedupe_key", "text", (column) => column.notNull().unique())
        .addColumn("provider", "text", (column) => column.notNull())
        .addColumn("kind", "text", (column) => column.notNull())
        .addColumn("subject", "text", (column) => column.notNull())
        .addColumn("trust", "text", (column) => column.notNull())
        .addColumn("event", "text", (column) => column.notNull())
        .addColumn("body_sha256", "text", (column) => column.notNull())
        .addColumn("received_at", "bigint", (column) => column.notNull())
        .addColumn("duplicates", "bigint", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull().defaultTo("pending"))
        .addColumn("attempts", "integer", (column) => column.notNull().defaultTo(0))
        .addColumn("due_at", "bigint", (column) => column.notNull())
        .addColumn("lease", "text")
        .addColumn("applied_at", "bigint")
        .addColumn("last_error", "text")
        .execute();
      // The units that have work to be done: new ones, and those that are tried again.
      const due = {
        deliveries_fresh: sql`state = 'pending' and attempts = 0`,
        deliveries_retried: sql`state = 'pending' and attempts > 0`,
      };
      for (const [index, condition] of Object.entries(due)) {
        await db.schema.createIndex(index).on("deliveries").columns(["due_at", "id"]).where(condition).execute();
      }
      // For the operator: the figures out of one index, and the lists by state and by provider.
      await db.schema.createIndex("deliveries_state").on("deliveries").columns(["state", "id", "duplicates"]).execute();
      await db.schema.createIndex("deliveries_provider").on("deliveries").columns(["provider", "id"]).execute();

      await db.schema
        .createTable("quarantine")
        .addColumn("id", columns.id, numbered)
        .addColumn("provider", "text", (column) => column.notNull())
        .addColumn("body_sha256", "text", (column) => column.notNull())
        .addColumn("code", "text", (column) => column.notNull())
        .addColumn("path", "text", (column) => column.notNull())
        .addColumn("received_at", "bigint", (column) => column.notNull())
        .addUniqueConstraint("quarantine_once", ["provider", "body_sha256", "code", "path"])
        .execute();

      await db.schema
        .createTable("ledger")
        .addColumn("subject", "text", (column) => column.notNull())
        .addColumn("provider", "text", (column) => column.notNull())
        .addColumn("state", "text", (column) => column.notNull())
        .addColumn("version", "text", (column) => column.notNull())
        .addColumn("events", "bigint", (column) => column.notNull())
        .addColumn("received", "bigint", (column) => column.notNull())
        .addColumn("event", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("ledger_key", ["subject", "provider"])
        .execute();

      // What the health check writes to.
      await db.schema
        .createTable("probe")
        .addColumn("id", "integer", (column) => column.primaryKey())
        .addColumn("written_at", "bigint", (column) => column.notNull())
        .execute();
    },
  };
}
