// PostgreSQL has one lock table with a fixed size for all users. Many lanes must not fill it.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { reward } from "countersign";
import { sql } from "kysely";
import { startPostgres } from "../../lab/launch/postgres.mjs";
import { work } from "../../node/jobs/apply.mjs";
import { claim } from "../../node/jobs/claim.mjs";
import { startWorker } from "../../node/jobs/lanes.mjs";
import { createLog } from "../../node/log.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { creditReceipt, receiptOf, withDatabase } from "../support/database.mjs";
import { onEachDatabase } from "../support/databases.mjs";
import { until } from "../support/server.mjs";

/** Room for 10 × 20 locks. Each claim of 200 credits is about 400 subjects. */
const SMALL = { max_locks_per_transaction: "10", max_connections: "20" };
const LANES = 8;

let cluster;
after(() => cluster?.stop());

test("many lanes work on many subjects in parallel, and the lock table stays almost empty", async () => {
  cluster = await startPostgres({ settings: SMALL });
  await withDatabase({ DATABASE_URL: await cluster.createDatabase() }, async (database, put, queries) => {
    await Promise.all(
      Array.from({ length: 2_000 }, (_, number) => put(creditReceipt(number, { userId: `u${number % 900}` }))),
    );
    const lines = [];
    const log = createLog("warn", { write: (line) => lines.push(JSON.parse(line)) });
    const config = { lanes: LANES, attempts: 3, retryMs: 1, retryMaxMs: 10, leaseMs: 600_000, pollMs: 5 };
    const worker = startWorker(database, config, { log, metrics: createMetrics() });
    await until(async () => (await queries.summary()).pending === 0, "the work to be done");
    await worker.stop();
    assert.deepEqual(lines, []);
    const { applied } = await queries.summary();
    assert.equal(applied, 2_000);
    const [{ events, empty }] = await database.db
      .selectFrom("ledger")
      .select([sql`sum(events)`.as("events"), sql`count(*) filter (where events = 0)`.as("empty")])
      .execute();
    assert.deepEqual([Number(events), Number(empty)], [4_000, 0]);
  });
});

onEachDatabase("a unit that changes no entry leaves no row in the ledger", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(receiptOf(reward, { id: "we_1", type: "user.deleted", data: {} }));
    await put(creditReceipt(2, { amount: "1e-401" }));
    const outcomes = await work(database, await claim(database, { retried: false, leaseMs: 60_000 }));
    assert.deepEqual(
      outcomes.map(({ state }) => state),
      ["applied", undefined],
    );
    assert.deepEqual((await queries.ledger({ limit: 10, after: null })).entries, []);
    assert.deepEqual(await database.db.selectFrom("ledger").selectAll().execute(), []);
  }),
);
