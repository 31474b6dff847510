// A year of the Node example on SQLite: rows are made directly, and then what is asked often is timed.
// usage: node lab/bench/year.mjs [rows]     10 million unless told otherwise, which take 4 GB and some minutes

import { statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { openDatabase } from "../../node/database.mjs";
import { claim } from "../../node/jobs/claim.mjs";
import { removeOld } from "../../node/jobs/retention.mjs";
import { createLog } from "../../node/log.mjs";
import { createQueries } from "../../node/operator/queries.mjs";
import { makeFolder } from "../launch/caretaker.mjs";

const ROWS = Number(process.argv[2] ?? 10_000_000);
const TIMES = 5;
const PAGE = { limit: 50, before: null, provider: null, state: null };

if (!Number.isInteger(ROWS) || ROWS < 1) throw new Error("rows must be an integer from 1");
const { folder, remove } = makeFolder("countersign-year-");
const file = join(folder, "year.db");
const open = () => openDatabase({ url: null, file, waitMs: 10_000 }, createLog("silent"));

try {
  await (await open()).close();
  makeRows();
  console.log(`${ROWS} deliveries: ${Math.round(statSync(file).size / 1024 / 1024)} MiB`);
  await timeAll();
} finally {
  remove();
}

/** The triggers that count are away meanwhile, and the counter is set. */
function makeRows() {
  const database = new Database(file);
  database.pragma("synchronous = OFF");
  const triggers = database.prepare("select name, sql from sqlite_master where type = 'trigger'").all();
  for (const { name } of triggers) database.exec(`drop trigger ${name}`);
  database.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS})
    insert into deliveries (dedupe_key, provider, kind, subject, trust, event, event_length, body_sha256, received_at, due_at,
      duplicates, state, attempts)
    select 'xoxoday:delivered:' || i, 'xoxoday', 'order.delivery_status', '' || i, 'shared-secret',
      '{"kind":"order.delivery_status","orderId":"' || i || '","status":"delivered","payload":{"id":7}}', 90, 'sha' || i,
      1700000000000 + i * 3000, 0, 0, 'applied', 1 from n`);
  database.exec(`update counters set value = ${ROWS} where name = 'applied'`);
  for (const { sql } of triggers) database.exec(sql);
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
}

async function timeAll() {
  const database = await open();
  const queries = createQueries(database);
  const asked = {
    "the figures, for page and metrics": () => queries.summary(),
    "a page of deliveries": () => queries.deliveries(PAGE),
    "a page by state": () => queries.deliveries({ ...PAGE, state: "applied" }),
    "a page by provider and state, without any": () =>
      queries.deliveries({ ...PAGE, provider: "xoxoday", state: "dead" }),
    "a page of the ledger": () => queries.ledger({ limit: 50, after: null }),
    "a claim that finds nothing": () => claim(database, { retried: false, leaseMs: 1 }),
    "500 old deliveries removed": () => removeOld(database, { days: 90 }),
  };
  for (const [name, act] of Object.entries(asked)) console.log(`${name}: ${(await median(act)).toFixed(1)} ms`);
  await database.close();
}

async function median(act) {
  const times = [];
  for (let time = 0; time < TIMES; time += 1) {
    const start = performance.now();
    await act();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(TIMES / 2)];
}
