// A machine's clock that is set back must not keep what /healthz last said.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createHealth } from "../../node/http/health.mjs";
import { createStore } from "../../node/ingest/store.mjs";
import { createLog } from "../../node/log.mjs";
import { createMetrics } from "../../node/metrics.mjs";

const HOUR = 3_600_000;
const log = createLog("silent");

/** Both clocks are the test's: one that somebody can set, and one that only goes on. */
function clocks(t) {
  const time = { set: 0, passed: 0 };
  const { now } = Date;
  t.mock.method(Date, "now", () => now() + time.set);
  t.mock.method(performance, "now", () => time.passed);
  return time;
}

/** A database whose one write succeeds or fails. */
function createDatabase() {
  const state = { isWell: true };
  const execute = async () => {
    if (!state.isWell) throw new Error("the disk is full");
  };
  const query = { values: () => query, onConflict: () => query, execute };
  return { state, db: { insertInto: () => query } };
}

async function statusOf(health) {
  let status;
  const res = {
    writeHead(code) {
      status = code;
      return res;
    },
    end: () => {},
  };
  await health({}, res);
  return status;
}

test("the database is asked again a second later, though the clock was set back an hour meanwhile", async (t) => {
  const time = clocks(t);
  const { state, db } = createDatabase();
  const health = createHealth({ db }, () => false, log);
  assert.equal(await statusOf(health), 200);
  state.isWell = false;
  time.set = -HOUR;
  time.passed += 500;
  assert.equal(await statusOf(health), 200, "it was asked half a second ago");
  time.passed += 1_000;
  assert.equal(await statusOf(health), 503);
  state.isWell = true;
  time.set = HOUR;
  time.passed += 500;
  assert.equal(await statusOf(health), 503, "it was asked half a second ago");
});

test("a failure is forgotten ten seconds later, though the clock was set back an hour meanwhile", async (t) => {
  const time = clocks(t);
  const engine = { storeLanes: 1, isTransient: () => false, isRefusal: () => false };
  const transaction = () => Promise.reject(new Error("the disk is full"));
  const around = { log, metrics: createMetrics(), onStored: () => {} };
  const store = createStore({ engine, transaction }, { timeoutMs: 60_000 }, around);
  await assert.rejects(store.put({ body: Buffer.alloc(1), units: [], unreadable: [] }), /the disk is full/);
  assert.equal(store.isFailing(), true);
  time.set = -HOUR;
  time.passed += 11_000;
  assert.equal(store.isFailing(), false);
});
