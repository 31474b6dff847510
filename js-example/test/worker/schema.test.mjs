// Objects that an older Worker has stored: their tables are brought up to date, and what they hold is found.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isenduBatch, isenduOrder, rewardCredit, xoxodayOrder } from "../support/deliveries.mjs";
import { edit, query, restart } from "../support/worker-state.mjs";
import { withWorker } from "../support/workerd.mjs";

const BATCH = isenduBatch({ order: [isenduOrder("o-1", "pending"), isenduOrder("o-2", "pending")] });
const credit = (number) => rewardCredit(`we_${number}`, "u-1", `T${number}`, "1.5");
const STORED = [xoxodayOrder(1, "delivered"), credit(1), BATCH];

/** The tables as they were before there was RETAIN_DAYS, and before they had a version. */
function makeOlder(state) {
  edit(
    state,
    "Subject",
    "DROP TABLE IF EXISTS schema",
    "ALTER TABLE deliveries DROP COLUMN erased",
    "ALTER TABLE bodies DROP COLUMN kept",
  );
  edit(
    state,
    "Overview",
    "DROP TABLE IF EXISTS schema",
    "DROP INDEX ledger_by_time",
    "ALTER TABLE ledger DROP COLUMN told",
    "CREATE TABLE alive (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL)",
  );
  forgetVersion(state, "Balance");
}

const forgetVersion = (state, ...classes) => {
  for (const name of classes) edit(state, name, "DROP TABLE IF EXISTS schema");
};

async function stored(worker) {
  for (const delivery of STORED) assert.equal((await worker.post(delivery)).status, 200);
  await worker.settled(4);
  const before = { summary: await worker.summary(), ledger: await worker.ledger() };
  assert.equal(before.summary.applied, 4);
  return before;
}

/** All that was stored is there, is known when it comes again, and goes on. */
async function goesOn(worker, before) {
  assert.deepEqual(await worker.summary(), before.summary);
  assert.deepEqual(await worker.ledger(), before.ledger);
  const { deliveries } = await worker.operator("/deliveries?limit=10");
  assert.equal(deliveries.length, 4);
  for (const { id } of deliveries) {
    const { event, body } = await worker.operator(`/deliveries/${id}`);
    assert.ok(event !== null && body.length > 0, `${id} has its event and its body`);
  }
  for (const delivery of STORED) assert.equal((await worker.post(delivery)).status, 200);
  await worker.until(async () => (await worker.summary()).duplicates === 4, "four duplicates");
  assert.equal((await worker.post(xoxodayOrder(1, "canceled", 2))).status, 200);
  assert.equal((await worker.post(credit(2))).status, 200);
  const { stored: count, applied } = await worker.settled(6);
  assert.deepEqual([count, applied], [6, 6]);
}

const versions = (state, name) => query(state, name, "SELECT version FROM schema").map(({ version }) => version);

test("objects with older tables are brought up to date when they are used next, with all that they hold", () =>
  withWorker({}, async (worker) => {
    const before = await stored(worker);
    const began = Date.now();
    await restart(worker, {}, makeOlder);
    await goesOn(worker, before);
    await worker.kill();
    assert.deepEqual(new Set(versions(worker.state, "Subject")), new Set([2]));
    assert.deepEqual(new Set(versions(worker.state, "Overview")), new Set([2]));
    // What is kept is kept from when it came, or from now on.
    for (const { kept } of query(worker.state, "Subject", "SELECT kept FROM bodies"))
      assert.ok(kept > began - 600_000 && kept <= Date.now(), `${kept}`);
    for (const { told } of query(worker.state, "Overview", "SELECT told FROM ledger"))
      assert.ok(told >= began && told <= Date.now(), `${told}`);
  }));

test("objects whose tables have no version yet and are as they are now stay as they are", () =>
  withWorker({}, async (worker) => {
    const before = await stored(worker);
    await restart(worker, {}, (state) => forgetVersion(state, "Subject", "Overview", "Balance"));
    await goesOn(worker, before);
  }));

test("what a newer Worker has stored is left alone: its deliveries are put off, and taken when that is back", () =>
  withWorker({}, async (worker) => {
    await stored(worker);
    await restart(worker, {}, (state) => edit(state, "Subject", "UPDATE schema SET version = version + 1"));
    assert.equal((await worker.post(xoxodayOrder(1, "canceled", 2))).status, 503);
    assert.equal((await worker.post(xoxodayOrder(2, "delivered"))).status, 200, "a new object is this Worker's");
    await worker.settled(5);
    assert.match(worker.output(), /the tables have version 3, and this Worker knows 2/);
    await restart(worker, {}, (state) => edit(state, "Subject", "UPDATE schema SET version = 2"));
    assert.equal((await worker.post(xoxodayOrder(1, "canceled", 2))).status, 200);
    await worker.settled(6);
  }));
