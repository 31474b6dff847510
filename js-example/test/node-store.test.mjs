import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../node/ingest/store.mjs";
import { createLog } from "../node/log.mjs";
import { createMetrics } from "../node/metrics.mjs";

const receipt = (bytes = 10) => ({ body: Buffer.alloc(bytes), units: [], unreadable: [] });
const failure = (code) => Object.assign(new Error(code), { code });

/** A store over a database whose transactions do what the test says; a receipt without units asks nothing of it. */
function createStoreOver(transaction, { timeoutMs = 60_000, storeLanes = 1 } = {}) {
  const engine = { storeLanes, isTransient: ({ code }) => code === "busy", isRefusal: ({ code }) => code === "refused" };
  const around = { log: createLog("silent"), metrics: createMetrics(), onStored: () => {} };
  return createStore({ engine, transaction }, { timeoutMs }, around);
}

function latch() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { open, opened };
}

test("what comes in during a transaction is stored by the next one, all of it together", async () => {
  const { open, opened } = latch();
  let transactions = 0;
  const store = createStoreOver(async (write) => {
    transactions += 1;
    if (transactions === 1) await opened;
    return write();
  });
  const first = store.put(receipt());
  await new Promise((resolve) => setTimeout(resolve, 5));
  const others = Array.from({ length: 50 }, () => store.put(receipt()));
  open();
  await Promise.all([first, ...others]);
  assert.equal(transactions, 2);
});

test("what fails for a moment is tried again while somebody waits", async () => {
  let attempts = 0;
  const store = createStoreOver(async (write) => {
    attempts += 1;
    if (attempts < 3) throw failure("busy");
    return write();
  });
  assert.deepEqual(await store.put(receipt()), { stored: 0, duplicates: 0 });
  assert.equal(attempts, 3);
});

test("nobody waits longer than the limit, and a database that comes back is used again", async () => {
  let isDown = true;
  const store = createStoreOver(
    async (write) => {
      if (isDown) throw failure("busy");
      return write();
    },
    { timeoutMs: 120 },
  );
  await assert.rejects(store.put(receipt()), /not stored within 120 ms/);
  await assert.rejects(store.put(receipt()), /not stored within 120 ms/);
  isDown = false;
  await store.put(receipt());
});

test("a transaction that never ends keeps nobody waiting, and does not fill the memory", async () => {
  const store = createStoreOver(() => new Promise(() => {}), { timeoutMs: 20 });
  const mebibyte = 1024 * 1024;
  const fails = (bytes, how) => assert.rejects(store.put(receipt(bytes)), how);
  await fails(mebibyte, /not stored/); // it stays, in the transaction
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(Array.from({ length: 63 }, () => fails(mebibyte, /not stored/)));
  }
  const late = Array.from({ length: 63 }, () => fails(mebibyte, /not stored/));
  await fails(mebibyte, /too much waits/);
  await Promise.all(late);
});

test("more than the memory bears is turned away at once", async () => {
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

test("it tells that it fails until it succeeds, and a receipt that is refused is no failure of its own", async () => {
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
