// A commit whose answer is lost: the batch is tried again, and stored once. On PostgreSQL alone, as SQLite is in the process.

import assert from "node:assert/strict";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { createStore } from "../../node/ingest/store.mjs";
import { createWriter, removeWriters } from "../../node/ingest/once.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { creditReceipt, log, withDatabase } from "../support/database.mjs";
import { onEachDatabase } from "../support/databases.mjs";

const broken = () => Object.assign(new Error("Connection terminated unexpectedly"), { code: "08006" });

/** A store over a database of which `transaction` decides what becomes of each transaction. */
function storeOver(database, transaction) {
  const around = { log, metrics: createMetrics(), onStored: () => {} };
  return createStore({ ...database, transaction }, { timeoutMs: 60_000 }, around);
}

const counted = async ({ db }) =>
  (await db.selectFrom("deliveries").select(["dedupe_key", "duplicates"]).orderBy("id").execute()).map(
    ({ dedupe_key, duplicates }) => `${dedupe_key} ${duplicates}`,
  );

const onPostgres = (title, run) =>
  onEachDatabase(title, (env) => withDatabase(env, (database) => run(database)), ["postgres"]);

onPostgres(
  "a batch whose commits are not answered is stored once, and counts no duplicate of itself",
  async (database) => {
    let lost = 0;
    const store = storeOver(database, async (work) => {
      const result = await database.transaction(work);
      if (lost === 3) return result;
      lost += 1;
      throw broken();
    });
    assert.deepEqual(await store.put(creditReceipt(1)), { stored: 1, duplicates: 0 });
    assert.equal(lost, 3);
    assert.deepEqual(await counted(database), ["reward:we_1 0"]);
  },
);

onPostgres("a batch that was not committed is tried again", async (database) => {
  let attempts = 0;
  const store = storeOver(database, (work) =>
    database.transaction(async (tx) => {
      const result = await work(tx);
      attempts += 1;
      if (attempts < 3) throw broken();
      return result;
    }),
  );
  assert.deepEqual(await store.put(creditReceipt(1)), { stored: 1, duplicates: 0 });
  assert.equal(attempts, 3);
  assert.deepEqual(await counted(database), ["reward:we_1 0"]);
});

onPostgres("an attempt that is still under way is waited for", async (database) => {
  let attempts = 0;
  let first;
  const store = storeOver(database, async (work) => {
    attempts += 1;
    if (attempts > 1) return database.transaction(work);
    await new Promise((written, reject) => {
      first = database
        .transaction(async (tx) => {
          await work(tx);
          written();
          await isWaitedFor(database);
        })
        .catch(reject);
    });
    throw broken();
  });
  assert.deepEqual(await store.put(creditReceipt(1)), { stored: 1, duplicates: 0 });
  await first;
  assert.deepEqual(await counted(database), ["reward:we_1 0"]);
});

/** Resolves when somebody waits for a lock in this database. */
async function isWaitedFor({ db }) {
  for (;;) {
    const waiting = await db
      .selectFrom("pg_stat_activity")
      .select("pid")
      .where("wait_event_type", "=", "Lock")
      .where((eb) => eb("datname", "=", eb.fn("current_database")))
      .execute();
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

onPostgres("what comes again with another batch is a duplicate", async (database) => {
  const store = storeOver(database, database.transaction);
  await store.put(creditReceipt(1));
  assert.deepEqual(await store.put(creditReceipt(1)), { stored: 0, duplicates: 1 });
  assert.deepEqual(await storeOver(database, database.transaction).put(creditReceipt(1)), { stored: 0, duplicates: 1 });
  assert.deepEqual(await counted(database), ["reward:we_1 2"]);
});

/** A transaction that writes and then stays open until `end`, while the store is told that it failed. */
function createOpenTransaction(database) {
  let release;
  let transaction;
  const held = new Promise((resolve) => (release = resolve));
  return {
    async fail(work) {
      await new Promise((written) => {
        transaction = database.transaction(async (tx) => {
          await work(tx);
          written();
          await held;
        });
      });
      throw new TypeError("a fault of this code");
    },
    end() {
      release();
      return transaction;
    },
  };
}

onPostgres("a batch that was given up does not hold up the next one", async (database) => {
  let attempts = 0;
  const open = createOpenTransaction(database);
  const store = storeOver(database, async (work) => {
    attempts += 1;
    return attempts > 1 ? database.transaction(work) : open.fail(work);
  });
  await assert.rejects(store.put(creditReceipt(1)), /a fault of this code/);
  assert.deepEqual(await store.put(creditReceipt(2)), { stored: 1, duplicates: 0 });
  await open.end();
});

const writers = ({ db }) => db.selectFrom("batches").selectAll().execute();

onPostgres("deliveries that come one after the other share the rows of a few writers", async (database) => {
  const store = storeOver(database, database.transaction);
  for (let number = 0; number < 50; number += 1) {
    await store.put(creditReceipt(number));
    // The store finds its queue empty in the next round of the event loop, and rests.
    for (let round = 0; round < 3; round += 1) await yieldToOthers();
  }
  const rows = await writers(database);
  assert.ok(rows.length <= database.engine.storeLanes, `${rows.length} rows`);
});

onPostgres(
  "a receipt that was given up while its neighbours are stored one by one does not hold them up",
  async (database) => {
    const refusal = Object.assign(new Error("invalid byte sequence"), { code: "22021" });
    let attempts = 0;
    const open = createOpenTransaction(database);
    const store = storeOver(database, async (work) => {
      attempts += 1;
      if (attempts === 1) throw refusal; // the two of them together
      return attempts > 2 ? database.transaction(work) : open.fail(work);
    });
    const [one, other] = [store.put(creditReceipt(1)), store.put(creditReceipt(2))];
    try {
      await assert.rejects(one, /a fault of this code/);
      assert.deepEqual(await other, { stored: 1, duplicates: 0 });
    } finally {
      await open.end();
    }
  },
);

onPostgres("a writer that has stored nothing for a day is forgotten", async (database) => {
  const [old, young] = [createWriter(database), createWriter(database)];
  await old.batch(async () => {})();
  await database.db.updateTable("batches").set({ stored_at: 0 }).execute();
  await young.batch(async () => {})();
  await removeWriters(database);
  assert.equal((await writers(database)).length, 1);
});
