// A year's rows, made directly and not sent: applied deliveries, each about an order of its own.

import Database from "better-sqlite3";
import pg from "pg";

/** Rows in one statement of PostgreSQL: each says how far it is. */
const TOGETHER = 500_000;

const COLUMNS = `dedupe_key, provider, kind, subject, trust, event, event_length, body_sha256, received_at, due_at,
  duplicates, state, attempts`;
const VALUES = `'xoxoday:delivered:' || i, 'xoxoday', 'order.delivery_status', '' || i, 'shared-secret',
  '{"kind":"order.delivery_status","orderId":"' || i || '","status":"delivered","payload":{"id":7}}', 90, 'sha' || i,
  1700000000000 + i * 3000, 0, 0, 'applied', 1`;

/**
 * Fills the tables of an empty database. The triggers that count are away meanwhile, and the counter is set.
 *
 * @param {Record<string, string>} env that names the database, as the server reads it
 * @param {number} rows
 * @param {(text: string) => void} [say]
 * @returns {Promise<number>} how many bytes the database takes
 */
export const makeRows = (env, rows, say = () => {}) =>
  env.DATABASE_URL ? fillPostgres(env.DATABASE_URL, rows, say) : fillSqlite(env.DATABASE_FILE, rows);

function fillSqlite(file, rows) {
  const database = new Database(file);
  database.pragma("synchronous = OFF");
  const triggers = database.prepare("select name, sql from sqlite_master where type = 'trigger'").all();
  for (const { name } of triggers) database.exec(`drop trigger ${name}`);
  database.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
    insert into deliveries (${COLUMNS}) select ${VALUES} from n`);
  database.exec(`update counters set value = ${rows} where name = 'applied'`);
  for (const { sql } of triggers) database.exec(sql);
  database.pragma("wal_checkpoint(TRUNCATE)");
  const bytes = database.pragma("page_count", { simple: true }) * database.pragma("page_size", { simple: true });
  database.close();
  return bytes;
}

/** To make an index of all rows takes less than to add each row to it. */
async function fillPostgres(url, rows, say) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set synchronous_commit = off");
    const { rows: indexes } = await client.query(
      `select indexname, indexdef from pg_indexes where tablename = 'deliveries'
       and indexname not in (select conname from pg_constraint)`,
    );
    await client.query("alter table deliveries disable trigger user");
    for (const { indexname } of indexes) await client.query(`drop index ${indexname}`);
    for (let first = 1; first <= rows; first += TOGETHER) {
      const last = Math.min(rows, first + TOGETHER - 1);
      await client.query(
        `insert into deliveries (${COLUMNS}) select ${VALUES} from generate_series(${first}::bigint, ${last}) as n (i)`,
      );
      say(`${last} of ${rows} rows`);
    }
    for (const { indexname, indexdef } of indexes) {
      await client.query(indexdef);
      say(`index ${indexname}`);
    }
    await client.query("alter table deliveries enable trigger user");
    await client.query("update counters set value = $1 where name = 'applied'", [rows]);
    await client.query("vacuum analyze deliveries");
    const { rows: sizes } = await client.query("select pg_database_size(current_database()) as bytes");
    return Number(sizes[0].bytes);
  } finally {
    await client.end();
  }
}
