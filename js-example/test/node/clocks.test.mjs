// The clocks of the processes differ: what is due, and when a lease runs out, is the database's to say.

import assert from "node:assert/strict";
import { claim } from "../../node/jobs/claim.mjs";
import { giveBack, putOff } from "../../node/jobs/retry.mjs";
import { creditReceipt, withDatabase } from "../support/database.mjs";
import { onEachDatabase } from "../support/databases.mjs";

const HOUR = 3_600_000;

/** Does something in a process whose clock is that much ahead, or behind. */
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

onEachDatabase("what a process stores whose clock is ahead is worked on at once", (env) =>
  withDatabase(env, async (database, put) => {
    await skewed(HOUR, () => put(creditReceipt(1)));
    assert.deepEqual(ids(await take(database, false)), ["reward:we_1"]);
  }),
);

onEachDatabase("what an operator replays at a process whose clock is ahead is worked on at once", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(creditReceipt(1));
    const { units } = await take(database, false);
    await skewed(HOUR, () => queries.replay(units[0].id));
    assert.deepEqual(ids(await take(database, false)), ["reward:we_1"]);
  }),
);

onEachDatabase("a worker whose clock is ahead takes nobody's lease, and one that is behind finds what is due", (env) =>
  withDatabase(env, async (database, put) => {
    await put(creditReceipt(1));
    const { lease, units } = await take(database, false);
    await skewed(2 * HOUR, async () => assert.deepEqual(ids(await take(database, true)), []));
    await skewed(-HOUR, () => giveBack(database, { lease, delayMs: 0 }));
    await skewed(-HOUR, async () => assert.deepEqual(ids(await take(database, false)), ["reward:we_1"]));
    assert.equal(units.length, 1);
  }),
);

onEachDatabase("a failure is tried again after its wait, whatever the clock of the worker says", (env) =>
  withDatabase(env, async (database, put) => {
    await put(creditReceipt(1));
    const { lease, units } = await take(database, false);
    const failure = { lease, unit: units[0], error: new Error("no"), isLast: false };
    await skewed(-2 * HOUR, () => putOff(database, failure, { retryMs: HOUR, retryMaxMs: HOUR }));
    assert.deepEqual(ids(await take(database, true)), [], "it waits");
  }),
);
