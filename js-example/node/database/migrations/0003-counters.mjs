import { sql } from "kysely";

/**
 * Counters in place of scans: the page, the metrics and their readers ask often, and the tables grow for years. Triggers
 * update them, so they are right for every writer.
 *
 * @param {import("../../database.mjs").Engine} engine
 * @returns {import("kysely").Migration}
 */
export function counters({ name }) {
  const statements = name === "sqlite" ? SQLITE : POSTGRES;
  return {
    async up(db) {
      await db.schema
        .createTable("counters")
        .addColumn("name", "text", (column) => column.primaryKey())
        .addColumn("value", "bigint", (column) => column.notNull())
        .execute();
      for (const statement of [...FIRST, ...statements]) await sql.raw(statement).execute(db);
      // The figures came out of this index; the lists need less, and one by provider and state.
      await db.schema.dropIndex("deliveries_state").execute();
      await db.schema.createIndex("deliveries_state").on("deliveries").columns(["state", "id"]).execute();
      const both = ["provider", "state", "id"];
      await db.schema.createIndex("deliveries_provider_state").on("deliveries").columns(both).execute();
    },
  };
}

/** Counts the rows that exist already. */
const FIRST = [
  ...["pending", "applied", "superseded", "dead"].map(
    (state) => `insert into counters select '${state}', count(*) from deliveries where state = '${state}'`,
  ),
  "insert into counters select 'duplicates', coalesce(sum(duplicates), 0) from deliveries",
  "insert into counters select 'quarantined', count(*) from quarantine",
];

const add = (delta, counter, condition = "true") =>
  `update counters set value = value + (${delta}) where name = ${counter} and ${condition};`;

/** One writer at a time: each change is added at once. */
const SQLITE = [
  `create trigger deliveries_inserted after insert on deliveries begin
    ${add("1", "new.state")} ${add("new.duplicates", "'duplicates'", "new.duplicates <> 0")} end`,
  `create trigger deliveries_moved after update of state on deliveries when new.state <> old.state begin
    ${add("1", "new.state")} ${add("-1", "old.state")} end`,
  `create trigger deliveries_repeated after update of duplicates on deliveries when new.duplicates <> old.duplicates begin
    ${add("new.duplicates - old.duplicates", "'duplicates'")} end`,
  `create trigger deliveries_deleted after delete on deliveries begin
    ${add("-1", "old.state")} ${add("-old.duplicates", "'duplicates'", "old.duplicates <> 0")} end`,
  `create trigger quarantine_inserted after insert on quarantine begin ${add("1", "'quarantined'")} end`,
  `create trigger quarantine_deleted after delete on quarantine begin ${add("-1", "'quarantined'")} end`,
];

/**
 * A row that every transaction changes would let one through at a time. So each statement notes what it has changed, and
 * upkeep adds that up (`fold` in database/postgres.mjs).
 */
const POSTGRES = [
  "create table counter_changes (id bigserial primary key, name text not null, delta bigint not null)",
  `create function countersign_count_deliveries() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' then
      insert into counter_changes (name, delta)
      select name, sum(delta) from (
        select state as name, count(*) as delta from after group by state
        union all select state, -count(*) from before group by state
        union all select 'duplicates', sum(duplicates) from after
        union all select 'duplicates', -sum(duplicates) from before
      ) as change group by name having sum(delta) <> 0;
    elsif tg_op = 'INSERT' then
      insert into counter_changes (name, delta)
      select state, count(*) from after group by state
      union all select 'duplicates', sum(duplicates) from after having sum(duplicates) <> 0;
    else
      insert into counter_changes (name, delta)
      select state, -count(*) from before group by state
      union all select 'duplicates', -sum(duplicates) from before having sum(duplicates) <> 0;
    end if;
    return null;
  end $$`,
  `create function countersign_count_quarantine() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      insert into counter_changes (name, delta) select 'quarantined', count(*) from after having count(*) > 0;
    else
      insert into counter_changes (name, delta) select 'quarantined', -count(*) from before having count(*) > 0;
    end if;
    return null;
  end $$`,
  ...[
    ["deliveries", "insert", "new table as after"],
    ["deliveries", "update", "old table as before new table as after"],
    ["deliveries", "delete", "old table as before"],
    ["quarantine", "insert", "new table as after"],
    ["quarantine", "delete", "old table as before"],
  ].map(
    ([table, event, tables]) =>
      `create trigger ${table}_${event}_counted after ${event} on ${table} referencing ${tables}
        for each statement execute function countersign_count_${table}()`,
  ),
];
