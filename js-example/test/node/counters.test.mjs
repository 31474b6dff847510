// The figures change with each written row, so no query counts a whole table.

import assert from "node:assert/strict";
import { isendu } from "countersign";
import { sql } from "kysely";
import { startWorker } from "../../node/jobs/lanes.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { creditReceipt, log, receiptOf, withDatabase } from "../support/database.mjs";
import { onEachDatabase } from "../support/databases.mjs";
import { until } from "../support/server.mjs";

const WORK = { lanes: 2, attempts: 2, retryMs: 1, retryMaxMs: 2, leaseMs: 10_000, pollMs: 5 };

/** Computes the figures with a scan. */
async function scanned({ db }) {
  const { rows } = await sql`
    select count(*) as stored, coalesce(sum(duplicates), 0) as duplicates,
      coalesce(sum(case when state = 'pending' then 1 end), 0) as pending,
      coalesce(sum(case when state = 'applied' then 1 end), 0) as applied,
      coalesce(sum(case when state = 'superseded' then 1 end), 0) as superseded,
      coalesce(sum(case when state = 'dead' then 1 end), 0) as dead,
      (select count(*) from quarantine) as quarantined
    from deliveries`.execute(db);
  return Object.fromEntries(Object.entries(rows[0]).map(([name, value]) => [name, Number(value)]));
}

onEachDatabase("the figures equal a scan's after every change of rows", (env) =>
  withDatabase(env, async (database, put, queries) => {
    const agree = async (wanted) => {
      const summary = await queries.summary();
      assert.deepEqual(summary, await scanned(database));
      for (const [name, value] of Object.entries(wanted)) assert.equal(summary[name], value, name);
      await database.engine.fold(database.db);
      assert.deepEqual(await queries.summary(), summary, "the result of adding up is the same");
    };
    await agree({ stored: 0, duplicates: 0, quarantined: 0 });
    await Promise.all([1, 2, 3].map((number) => put(creditReceipt(number))));
    await Promise.all([1, 1, 2].map((number) => put(creditReceipt(number))));
    await put(creditReceipt(4, { amount: "1e-401" }));
    await put(receiptOf(isendu, { order: [{}, {}, { uuid: "o-1" }] }));
    await put(receiptOf(isendu, { order: [{}, {}, { uuid: "o-1" }] }));
    await agree({ stored: 5, pending: 5, duplicates: 4, quarantined: 2 });

    const work = async () => {
      const worker = startWorker(database, WORK, { log, metrics: createMetrics() });
      await until(async () => (await queries.summary()).pending === 0, "the work to be done");
      await worker.stop();
    };
    await work();
    await agree({ stored: 5, pending: 0, applied: 4, dead: 1 });
    const { deliveries } = await queries.deliveries({ limit: 10, before: null, provider: null, state: "dead" });
    await queries.replay(Number(deliveries[0].id));
    await agree({ pending: 1, dead: 0 });
    await work();
    await agree({ pending: 0, dead: 1 });

    // Someone deletes rows by hand.
    await database.db.deleteFrom("deliveries").where("duplicates", ">", 0).execute();
    await database.db.deleteFrom("quarantine").execute();
    await agree({ stored: 2, duplicates: 0, quarantined: 0 });
    await assert.rejects(
      database.transaction(async (tx) => {
        await tx.deleteFrom("deliveries").execute();
        throw new Error("rolled back");
      }),
    );
    await agree({ stored: 2 });
  }),
);

onEachDatabase("parallel additions count each row once", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, number) => {
        await put(creditReceipt(number % 30));
        await database.engine.fold(database.db);
      }),
    );
    const { stored, duplicates } = await queries.summary();
    assert.deepEqual([stored, duplicates], [30, 10]);
  }),
);

onEachDatabase("the figures come only from the counters", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await database.db.updateTable("counters").set({ value: 10_000_000 }).where("name", "=", "applied").execute();
    await put(creditReceipt(1));
    const { applied, stored } = await queries.summary();
    assert.deepEqual([applied, stored], [10_000_000, 10_000_001]);
  }),
);

onEachDatabase(
  "each list uses its own index",
  (env) =>
    withDatabase(env, async (database) => {
      const indexOf = async (condition) => {
        const query = sql`explain query plan select id from deliveries where id < 9 and ${sql.raw(condition)} order by id desc limit 50`;
        const { rows } = await query.execute(database.reader);
        return rows.map(({ detail }) => /INDEX (\w+)/.exec(detail)?.[1] ?? detail);
      };
      assert.deepEqual(await indexOf("state = 'dead'"), ["deliveries_state"]);
      assert.deepEqual(await indexOf("provider = 'reward'"), ["deliveries_provider"]);
      assert.deepEqual(await indexOf("provider = 'reward' and state = 'dead'"), ["deliveries_provider_state"]);
    }),
  ["sqlite"],
);
