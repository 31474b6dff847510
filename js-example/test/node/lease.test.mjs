import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { reward } from "countersign";
import { unitsOf } from "../../shared/ledger/units.mjs";
import { openDatabase } from "../../node/database.mjs";
import { createStore } from "../../node/ingest/store.mjs";
import { createLog } from "../../node/log.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { createQueries } from "../../node/operator/queries.mjs";
import { claim } from "../../node/jobs/claim.mjs";
import { backoff } from "../../node/jobs/retry.mjs";
import { LeaseLost, work } from "../../node/jobs/apply.mjs";
import { startWorker } from "../../node/jobs/lanes.mjs";
import { onEachDatabase } from "../support/databases.mjs";
import { until } from "../support/server.mjs";

const log = createLog("silent");
const WORK = { lanes: 2, attempts: 3, retryMs: 1, retryMaxMs: 10, leaseMs: 10_000, pollMs: 5 };

async function withDatabase(env, run) {
  const config = { url: env.DATABASE_URL ?? null, file: env.DATABASE_FILE, connections: 10, waitMs: 10_000 };
  const database = await openDatabase(config, log);
  const store = createStore(database, { timeoutMs: 10_000 }, { log, metrics: createMetrics(), onStored: () => {} });
  try {
    await run(database, (receipt) => store.put(receipt), createQueries(database));
  } finally {
    await database.close();
  }
}

/** A receipt, like the handlers make one. */
function creditReceipt(number, amount = 10) {
  const document = {
    id: `we_${number}`,
    type: "balance.credit_points_issued",
    data: { user: { id: "u" }, transaction: { id: `T${number}`, amount } },
  };
  const body = Buffer.from(JSON.stringify(document));
  const event = { ...reward.parse(body), trust: "url-token" };
  return {
    provider: "reward",
    trust: event.trust,
    receivedAt: Date.now(),
    sha256: `${number}`,
    body,
    units: unitsOf(event),
    unreadable: [],
  };
}

const balance = async (queries) =>
  (await queries.ledger({ limit: 10, after: null })).entries.find(({ subject }) => subject === "balance:u");

onEachDatabase("a unit belongs to one worker at a time", (env) =>
  withDatabase(env, async (database, put) => {
    await Promise.all([1, 2, 3].map((number) => put(creditReceipt(number))));
    const claims = await Promise.all(
      Array.from({ length: 5 }, () => claim(database, { retried: false, leaseMs: 60_000 })),
    );
    const ids = claims.flatMap(({ units }) => units.map(({ id }) => id));
    assert.equal(ids.length, 3);
    assert.equal(new Set(ids).size, 3);
    assert.deepEqual((await claim(database, { retried: true, leaseMs: 60_000 })).units, []);
  }),
);

onEachDatabase("a worker changes nothing after its lease has ended", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(creditReceipt(1));
    const slow = await claim(database, { retried: false, leaseMs: 0 });
    await sleep(2);
    const next = await claim(database, { retried: true, leaseMs: 60_000 });
    assert.deepEqual(
      next.units.map(({ attempts }) => attempts),
      [2],
    );
    await assert.rejects(work(database, slow), LeaseLost);
    assert.equal(await balance(queries), undefined);

    await work(database, next);
    await assert.rejects(work(database, slow), LeaseLost);
    await assert.rejects(work(database, next), LeaseLost);
    assert.equal((await balance(queries)).state, "10");
  }),
);

onEachDatabase("a unit that is replayed during its work is applied once", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(creditReceipt(1));
    const claimed = await claim(database, { retried: false, leaseMs: 60_000 });
    assert.equal(await queries.replay(claimed.units[0].id), true);
    await assert.rejects(work(database, claimed), LeaseLost);
    const worker = startWorker(database, WORK, { log, metrics: createMetrics() });
    await until(async () => (await queries.summary()).applied === 1, "the work to be done");
    await worker.stop();
    assert.equal((await balance(queries)).state, "10");
  }),
);

onEachDatabase("work that is always interrupted ends dead, and harms no other unit", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await Promise.all([1, 2].map((number) => put(creditReceipt(number))));
    // A worker that is killed during its work leaves only its claim behind.
    assert.equal((await claim(database, { retried: false, leaseMs: 0 })).units.length, 2);
    for (let attempt = 2; attempt <= WORK.attempts; attempt += 1) {
      await sleep(2);
      const { units } = await claim(database, { retried: true, leaseMs: 0 });
      assert.deepEqual(
        units.map(({ attempts }) => attempts),
        [attempt],
      );
      // From now on, nobody claims the other one.
      const others = database.db.updateTable("deliveries").where("id", "!=", units[0].id);
      if (attempt === 2) await others.set({ due_at: Date.now() + 100 }).execute();
    }
    const worker = startWorker(database, WORK, { log, metrics: createMetrics() });
    await until(async () => (await queries.summary()).pending === 0, "the worker to finish");
    await worker.stop();
    const { applied, dead } = await queries.summary();
    assert.deepEqual({ applied, dead }, { applied: 1, dead: 1 });
    const {
      deliveries: [cut],
    } = await queries.deliveries({ limit: 1, before: null, provider: null, state: "dead" });
    assert.match(cut.lastError, /the worker ended during each attempt/);
  }),
);

onEachDatabase("an error outside the database counts as an attempt, and the unit ends dead", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(creditReceipt(1));
    const worker = startWorker(database, WORK, { log, metrics: createMetrics() });
    await until(async () => (await queries.summary()).applied === 1, "the first one to be done");
    await worker.stop();
    await database.db.updateTable("ledger").set({ event: "{" }).where("subject", "=", "balance:u").execute();

    await put(creditReceipt(2));
    const next = startWorker(database, WORK, { log, metrics: createMetrics() });
    await until(async () => (await queries.summary()).pending === 0, "the second one to be given up");
    await next.stop();
    const { deliveries } = await queries.deliveries({ limit: 1, before: null, provider: null, state: "dead" });
    assert.deepEqual(
      deliveries.map(({ attempts, lastError }) => [attempts, /JSON/.test(lastError)]),
      [[WORK.attempts, true]],
    );
  }),
);

onEachDatabase("a unit that the database refuses is tried alone, and its neighbours are applied", (env) =>
  withDatabase(env, async (database, put, queries) => {
    const receipts = [1, 2, 3].map((number) => creditReceipt(number));
    await Promise.all(receipts.map(put));
    // The schema refuses a ledger entry without a state.
    const spoil = (rows) => rows.map((row) => (row.subject === "tx:T2" ? { ...row, state: null } : row));
    const insertInto = (tx) => (table) =>
      table === "ledger" ? { values: (rows) => tx.insertInto(table).values(spoil(rows)) } : tx.insertInto(table);
    const spoiled = (tx) =>
      new Proxy(tx, { get: (target, name) => (name === "insertInto" ? insertInto(tx) : target[name].bind(target)) });
    const broken = { ...database, transaction: (run) => database.transaction((tx) => run(spoiled(tx))) };

    const worker = startWorker(broken, WORK, { log, metrics: createMetrics() });
    await until(async () => (await queries.summary()).pending === 0, "the worker to finish");
    await worker.stop();
    const { applied, dead } = await queries.summary();
    assert.deepEqual({ applied, dead }, { applied: 2, dead: 1 });
    assert.equal((await balance(queries)).state, "20");
    const { deliveries } = await queries.deliveries({ limit: 10, before: null, provider: null, state: "applied" });
    assert.deepEqual(
      deliveries.map(({ attempts }) => attempts),
      [1, 1],
      "they were applied in the round in which it failed",
    );
  }),
);

onEachDatabase("a replay of a claimed unit does not disturb the other claimed units", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await Promise.all([1, 2, 3, 4].map((number) => put(creditReceipt(number))));
    const claimed = await claim(database, { retried: false, leaseMs: 60_000 });
    assert.equal(await queries.replay(claimed.units[1].id), true);
    const outcomes = await work(database, claimed);
    assert.deepEqual(
      outcomes.map(({ unit, state }) => [unit.dedupeKey, state]),
      [0, 2, 3].map((index) => [claimed.units[index].dedupeKey, "applied"]),
    );
    const { pending, applied } = await queries.summary();
    assert.deepEqual([pending, applied], [1, 3]);
    assert.equal((await balance(queries)).state, "30");
  }),
);

onEachDatabase("an outage of the database counts against no unit, even if it is long", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await Promise.all([1, 2].map((number) => put(creditReceipt(number))));
    const code = database.engine.name === "postgres" ? "53100" : "SQLITE_FULL";
    let failures = 2 * WORK.attempts;
    const full = {
      ...database,
      transaction(run) {
        failures -= 1;
        if (failures < 0) return database.transaction(run);
        return Promise.reject(Object.assign(new Error("the disk is full"), { code }));
      },
    };
    const worker = startWorker(full, { ...WORK, afterOutageMs: 1 }, { log, metrics: createMetrics() });
    await until(async () => (await queries.summary()).pending === 0, "the worker to finish");
    await worker.stop();
    assert.ok(failures < 0);
    const { deliveries } = await queries.deliveries({ limit: 10, before: null, provider: null, state: "applied" });
    assert.deepEqual(
      deliveries.map(({ attempts, lastError }) => [attempts, lastError]),
      [
        [1, null],
        [1, null],
      ],
    );
    assert.equal((await balance(queries)).state, "20");
  }),
);

onEachDatabase("a receipt that the database refuses does not stop its neighbours", (env) =>
  withDatabase(env, async (database, put, queries) => {
    const receipts = [1, 2, 3].map((number) => creditReceipt(number));
    receipts[1].trust = null; // not null in the schema
    const results = await Promise.allSettled(receipts.map(put));
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
    assert.equal((await queries.summary()).stored, 2);
  }),
);

onEachDatabase("receipts in one transaction can be duplicates of each other", (env) =>
  withDatabase(env, async (database, put, queries) => {
    const first = await Promise.all([creditReceipt(1), creditReceipt(1), creditReceipt(2)].map(put));
    assert.deepEqual(first, [
      { stored: 1, duplicates: 0 },
      { stored: 0, duplicates: 1 },
      { stored: 1, duplicates: 0 },
    ]);
    const second = await Promise.all([creditReceipt(1), creditReceipt(1), creditReceipt(2), creditReceipt(3)].map(put));
    assert.deepEqual(
      second.map(({ stored, duplicates }) => [stored, duplicates]),
      [
        [0, 1],
        [0, 1],
        [0, 1],
        [1, 0],
      ],
    );
    const { deliveries } = await queries.deliveries({ limit: 10, before: null, provider: null, state: null });
    assert.deepEqual(
      deliveries.map(({ dedupeKey, duplicates }) => [dedupeKey, duplicates]),
      [
        ["reward:we_3", 0],
        ["reward:we_2", 1],
        ["reward:we_1", 3],
      ],
    );
  }),
);

test("delays double up to a limit, and are random", () => {
  const config = { retryMs: 1_000, retryMaxMs: 60_000 };
  for (const [attempts, longest] of [
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [7, 60_000],
    [1_000, 60_000],
  ]) {
    const waits = Array.from({ length: 100 }, () => backoff(attempts, config));
    assert.ok(
      waits.every((wait) => wait >= longest / 2 && wait <= longest),
      `${attempts}`,
    );
    assert.ok(new Set(waits).size > 10);
  }
});
