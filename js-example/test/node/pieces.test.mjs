// A large batch is stored in pieces: others are stored in between, and each unit is stored exactly once, also if the process ends between two pieces.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isendu } from "countersign";
import { work } from "../../node/jobs/apply.mjs";
import { claim } from "../../node/jobs/claim.mjs";
import { createStore } from "../../node/ingest/store.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { creditReceipt, log, receiptOf, withDatabase } from "../support/database.mjs";
import { onEachDatabase } from "../support/databases.mjs";

const MOST_ROWS = 500;
const batchOf = (count, ...more) =>
  receiptOf(isendu, { order: [...Array.from({ length: count }, (_, index) => ({ uuid: `o${index}` })), ...more] });
const around = () => ({ log, metrics: createMetrics(), onStored: () => {} });
const ENGINE = {
  storeLanes: 1,
  isTransient: ({ code }) => code === "busy",
  isRefusal: ({ code }) => code === "refused",
};

/** A store whose transactions are told as lists of receipts: each waits until `act` has ended, which may throw. */
function storeOver(act, timeoutMs = 2 ** 30) {
  const transactions = [];
  const transaction = async () => {
    const receipts = [];
    transactions.push(receipts);
    await act(transactions.length);
    return { get: (receipt) => receipts.push(receipt) && { stored: receipt.units.length, duplicates: 0 } };
  };
  return { store: createStore({ engine: ENGINE, transaction }, { timeoutMs }, around()), transactions };
}

const shape = (transactions) => transactions.map((receipts) => receipts.map(({ units }) => units.length));

test("others are stored between the pieces of a batch, and are answered before it", async () => {
  const order = [];
  const others = [];
  const { store, transactions } = storeOver((number) => {
    if (number === 1 || number === 3) {
      const other = store.put(creditReceipt(number)).then(() => order.push(`credit ${number}`));
      others.push(other);
    }
  });
  const counts = await store.put(batchOf(3 * MOST_ROWS + 20));
  order.push("batch");
  await Promise.all(others);
  assert.deepEqual(shape(transactions), [[500], [1], [500], [1], [500], [20]]);
  assert.deepEqual(order, ["credit 1", "credit 3", "batch"]);
  assert.deepEqual(counts, { stored: 3 * MOST_ROWS + 20, duplicates: 0 });
});

test("two batches take turns, and neither keeps the other waiting", async () => {
  const { store, transactions } = storeOver(() => {});
  const ends = [];
  const large = store.put(batchOf(1_700)).then(() => ends.push("large"));
  const small = store.put(batchOf(1_100)).then(() => ends.push("small"));
  await Promise.all([large, small]);
  assert.deepEqual(ends, ["small", "large"]);
  assert.equal(
    shape(transactions)
      .flat()
      .reduce((sum, count) => sum + count),
    2_800,
  );
  assert.ok(shape(transactions).every(([count, ...others]) => count <= MOST_ROWS && others.length === 0));
});

test("only the first piece brings the body, and elements that cannot be read are divided, too", async () => {
  const { store, transactions } = storeOver(() => {});
  const broken = Array.from({ length: 900 }, () => ({}));
  await store.put(batchOf(700, ...broken));
  const pieces = transactions.flat();
  assert.deepEqual(
    pieces.map(({ units, unreadable, body }) => [units.length, unreadable.length, body !== null]),
    [
      [500, 0, true],
      [200, 300, false],
      [0, 500, false],
      [0, 100, false],
    ],
  );
});

test("a batch of long events is divided by their length", async () => {
  const { store, transactions } = storeOver(() => {});
  const batch = batchOf(10);
  for (const { event } of batch.units) event.note = "x".repeat(1_000_000);
  await store.put(batch);
  assert.deepEqual(shape(transactions), [[4], [4], [2]]);
});

test("a batch that took too long is stored to its end", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const ends = withResolvers();
  const { store, transactions } = storeOver((number) => {
    if (number === 2) t.mock.timers.tick(100);
    if (number === 3) ends.resolve();
  }, 100);
  await assert.rejects(store.put(batchOf(1_200)), /not stored within 100 ms/);
  await ends.promise;
  await store.put(creditReceipt(1));
  assert.deepEqual(shape(transactions), [[500], [500], [200], [1]]);
});

test("a batch that has not begun when its time is over is not stored", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const begun = withResolvers();
  const end = withResolvers();
  const { store, transactions } = storeOver((number) => {
    begun.resolve();
    return number === 1 ? end.promise : undefined;
  }, 100);
  const first = assert.rejects(store.put(creditReceipt(1)), /not stored/);
  await begun.promise;
  const batch = assert.rejects(store.put(batchOf(1_200)), /not stored/);
  await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
  t.mock.timers.tick(100);
  await Promise.all([first, batch]);
  end.resolve();
  await store.put(creditReceipt(2));
  assert.deepEqual(shape(transactions), [[1], [1]]);
});

function withResolvers() {
  let resolve;
  const promise = new Promise((given) => (resolve = given));
  return { promise, resolve };
}

test("a piece that the database refuses ends its batch, and nobody else's", async () => {
  const { store } = storeOver((number) => {
    if (number === 3) throw Object.assign(new Error("no such value"), { code: "refused" });
  });
  const batch = assert.rejects(store.put(batchOf(1_200)), /no such value/);
  await Promise.all([batch, store.put(creditReceipt(1))]);
  assert.deepEqual(await store.put(creditReceipt(2)), { stored: 1, duplicates: 0 });
});

test("the memory of a batch is given back, however it ends", async () => {
  let isDown = false;
  const { store } = storeOver((number) => {
    if (isDown && number % 2) throw Object.assign(new Error("down"), { code: "down" });
  });
  for (let times = 0; times < 20; times += 1) {
    isDown = times % 2 === 0;
    await store.put(batchOf(5_000)).catch((error) => assert.equal(error.message, "down"));
  }
  // 64 MiB may wait: 60 of them fit only where nothing is left of the others.
  await Promise.all(Array.from({ length: 60 }, (_, number) => store.put(creditReceipt(number, { amount: 1 }))));
});

onEachDatabase("a process that ends between two pieces loses nothing: the same batch again stores the rest", (env) =>
  withDatabase(env, async (database, put) => {
    const COUNT = 1_800;
    let left = 2;
    const dying = {
      ...database,
      transaction: (act) => {
        if (left === 0) throw Object.assign(new Error("killed"), { code: "killed" });
        left -= 1;
        return database.transaction(act);
      },
    };
    const store = createStore(dying, { timeoutMs: 60_000 }, around());
    await assert.rejects(store.put(batchOf(COUNT)), /killed/);
    // The first units may be worked on before the rest has come.
    const early = await work(database, await claim(database, { retried: false, leaseMs: 60_000 }));
    assert.equal(early.length, 200);
    assert.deepEqual(await put(batchOf(COUNT)), { stored: COUNT - 1_000, duplicates: 1_000 });
    assert.deepEqual(await put(batchOf(COUNT)), { stored: 0, duplicates: COUNT });

    for (let done = 1; done > 0; ) {
      const claimed = await claim(database, { retried: false, leaseMs: 60_000 });
      done = claimed.units.length;
      if (done > 0) await work(database, claimed);
    }
    const rows = await database.db
      .selectFrom("deliveries")
      .select(["subject", "state", "body_sha256"])
      .orderBy("id")
      .execute();
    assert.deepEqual(
      rows.map(({ subject }) => subject),
      Array.from({ length: COUNT }, (_, index) => `order:o${index}`),
    );
    assert.ok(rows.every(({ state }) => state === "applied"));
    const bodies = await database.db.selectFrom("bodies").select("sha256").execute();
    assert.deepEqual(
      bodies.map(({ sha256 }) => sha256),
      [rows[0].body_sha256],
    );
    const entries = await database.db.selectFrom("ledger").select(["events"]).execute();
    assert.equal(entries.length, COUNT);
    assert.ok(entries.every(({ events }) => events === 1));
  }),
);

onEachDatabase("an element that comes twice in a batch is one, also in another piece", (env) =>
  withDatabase(env, async (database, put) => {
    const counts = await put(batchOf(1_200, { uuid: "o0" }, { uuid: "o1199" }));
    assert.deepEqual(counts, { stored: 1_200, duplicates: 2 });
  }),
);
