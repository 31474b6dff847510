import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../node/ingest/store.mjs";
import { createLog } from "../../node/log.mjs";
import { createMetrics } from "../../node/metrics.mjs";

const receipt = (bytes = 10) => ({ body: Buffer.alloc(bytes), units: [], unreadable: [] });
const failure = (code) => Object.assign(new Error(code), { code });

/** A store whose database runs the test's transaction function. A receipt without units needs no query. */
function createStoreOver(transaction, { timeoutMs = 60_000, storeLanes = 1 } = {}) {
  const engine = {
    storeLanes,
    isTransient: ({ code }) => code === "busy",
    isRefusal: ({ code }) => code === "refused",
  };
  const around = { log: createLog("silent"), metrics: createMetrics(), onStored: () => {} };
  return createStore({ engine, transaction }, { timeoutMs }, around);
}

function latch() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { open, opened };
}

test("receipts that arrive during a transaction are all stored by the next one", async () => {
  const [begun, end] = [latch(), latch()];
  let transactions = 0;
  const store = createStoreOver(async (write) => {
    transactions += 1;
    begun.open();
    if (transactions === 1) await end.opened;
    return write();
  });
  const first = store.put(receipt());
  await begun.opened;
  const others = Array.from({ length: 50 }, () => store.put(receipt()));
  end.open();
  await Promise.all([first, ...others]);
  assert.equal(transactions, 2);
});

test("a transient failure is tried again while a request waits", async () => {
  let attempts = 0;
  const store = createStoreOver(async (write) => {
    attempts += 1;
    if (attempts < 3) throw failure("busy");
    return write();
  });
  assert.deepEqual(await store.put(receipt()), { stored: 0, duplicates: 0 });
  assert.equal(attempts, 3);
});

/** Stops the timers until the test moves the time. So a busy machine cannot change which of them fires first. */
function stopTime(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  return (milliseconds) => t.mock.timers.tick(milliseconds);
}

test("no request waits longer than the limit, and a database is used again after an outage", async (t) => {
  const pass = stopTime(t);
  let isDown = true;
  const store = createStoreOver(
    async (write) => {
      if (isDown) throw failure("busy");
      return write();
    },
    { timeoutMs: 120 },
  );
  for (let round = 0; round < 2; round += 1) {
    const late = assert.rejects(store.put(receipt()), /not stored within 120 ms/);
    pass(120);
    await late;
  }
  isDown = false;
  await store.put(receipt());
});

test("a transaction that never ends delays no request beyond the limit, and does not fill the memory", async (t) => {
  const pass = stopTime(t);
  const begun = latch();
  const never = () => {
    begun.open();
    return new Promise(() => {});
  };
  const store = createStoreOver(never, { timeoutMs: 20 });
  const mebibyte = 1024 * 1024;
  const fails = (how) => assert.rejects(store.put(receipt(mebibyte)), how);
  const first = fails(/not stored/);
  await begun.opened; // the first transaction never ends
  pass(20);
  await first;
  for (let round = 0; round < 3; round += 1) {
    const late = Array.from({ length: 63 }, () => fails(/not stored/));
    pass(20);
    await Promise.all(late);
  }
  const waiting = Array.from({ length: 63 }, () => fails(/not stored/));
  await fails(/too much waits/);
  pass(20);
  await Promise.all(waiting);
});

test("receipts above the memory limit are refused at once", async () => {
  const { open, opened } = latch();
  const store = createStoreOver(async (write) => {
    await opened;
    return write();
  });
  const mebibyte = 1024 * 1024;
  const taken = Array.from({ length: 64 }, () => store.put(receipt(mebibyte)));
  await assert.rejects(store.put(receipt()), /too much waits/);
  open();
  await Promise.all(taken);
  await store.put(receipt(mebibyte));
});

test("the store reports a failure until the next success, and a refused receipt is not a failure", async () => {
  let code = null;
  const store = createStoreOver(async (write) => {
    if (code) throw failure(code);
    return write();
  });
  assert.equal(store.isFailing(), false);
  code = "full";
  await assert.rejects(store.put(receipt()), /full/);
  assert.equal(store.isFailing(), true);
  code = null;
  await store.put(receipt());
  assert.equal(store.isFailing(), false);
  code = "refused";
  await assert.rejects(store.put(receipt()), /refused/);
  assert.equal(store.isFailing(), false);
});
