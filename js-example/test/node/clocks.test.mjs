// The processes' clocks differ. Only the database's clock decides what is due and when a lease ends.

import assert from "node:assert/strict";
import { claim } from "../../node/jobs/claim.mjs";
import { giveBack, putOff } from "../../node/jobs/retry.mjs";
import { creditReceipt, withDatabase } from "../support/database.mjs";
import { onEachDatabase } from "../support/databases.mjs";

const HOUR = 3_600_000;

/** Runs `act` while this process's clock is `byMs` ahead, or behind if it is negative. */
async function skewed(byMs, act) {
  const { now } = Date;
  Date.now = () => now() + byMs;
  try {
    return await act();
  } finally {
    Date.now = now;
  }
}

const ids = ({ units }) => units.map(({ dedupeKey }) => dedupeKey);
const take = (database, retried, leaseMs = HOUR) => claim(database, { retried, leaseMs });

onEachDatabase("a delivery from a process with a fast clock is worked on at once", (env) =>
  withDatabase(env, async (database, put) => {
    await skewed(HOUR, () => put(creditReceipt(1)));
    assert.deepEqual(ids(await take(database, false)), ["reward:we_1"]);
  }),
);

onEachDatabase("a replay by a process with a fast clock is worked on at once", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(creditReceipt(1));
    const { units } = await take(database, false);
    await skewed(HOUR, () => queries.replay(units[0].id));
    assert.deepEqual(ids(await take(database, false)), ["reward:we_1"]);
  }),
);

onEachDatabase("a worker with a fast clock takes no valid lease, and one with a slow clock finds due work", (env) =>
  withDatabase(env, async (database, put) => {
    await put(creditReceipt(1));
    const { lease, units } = await take(database, false);
    await skewed(2 * HOUR, async () => assert.deepEqual(ids(await take(database, true)), []));
    await skewed(-HOUR, () => giveBack(database, { lease, delayMs: 0 }));
    await skewed(-HOUR, async () => assert.deepEqual(ids(await take(database, false)), ["reward:we_1"]));
    assert.equal(units.length, 1);
  }),
);

onEachDatabase("failed work is tried again after its delay, even if the worker's clock is wrong", (env) =>
  withDatabase(env, async (database, put) => {
    await put(creditReceipt(1));
    const { lease, units } = await take(database, false);
    const failure = { lease, unit: units[0], error: new Error("no"), isLast: false };
    await skewed(-2 * HOUR, () => putOff(database, failure, { retryMs: HOUR, retryMaxMs: HOUR }));
    assert.deepEqual(ids(await take(database, true)), [], "it waits");
  }),
);
