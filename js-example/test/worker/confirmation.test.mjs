import assert from "node:assert/strict";
import { test } from "node:test";
import { isenduBatch, isenduOrder } from "../support/deliveries.mjs";
import { edit, restart } from "../support/worker-state.mjs";
import { withWorker } from "../support/workerd.mjs";

const KEY = { ISENDU_KEY_ID: "0123456789abcdef0123456789abcdef", ISENDU_SECRET: "api-secret-1" };
const MINUTE_MS = 60_000;
const confirmation = isenduBatch({ keyId: KEY.ISENDU_KEY_ID });
const ANSWER = { status: 200, text: `{"response":"${KEY.ISENDU_SECRET}"}` };
const NONE = { status: 404, text: "Not Found\n" };

/** Moves the time forward by 15 minutes, in effect. */
const later = (state) =>
  edit(state, "Confirmation", `UPDATE confirmation SET open_until = open_until - ${15 * MINUTE_MS}`);

const openUntil = async (worker) => (await worker.summary()).confirmation.openUntil;
const click = (worker) => worker.operator("/confirmation", { method: "POST" });

test("isendu's confirmation is answered for 15 minutes after a new key, and for 15 more after the operator's click", () =>
  withWorker(KEY, async (worker) => {
    const began = Date.now();
    assert.deepEqual(await worker.post(confirmation), ANSWER);
    const ms = Date.parse(await openUntil(worker)) - 15 * MINUTE_MS;
    assert.ok(ms >= began && ms <= Date.now(), "15 minutes from the first time that it was seen");

    await restart(worker, KEY, later);
    assert.deepEqual(await worker.post(confirmation), NONE);
    assert.equal(await openUntil(worker), null);
    assert.equal((await worker.post(isenduBatch({ order: [isenduOrder("o-1", "pending")] }))).status, 200);

    assert.equal(await worker.operator("/confirmation", { method: "POST", token: "wrong" }), 401);
    assert.equal(await worker.operator("/confirmation"), 405);
    assert.equal(await openUntil(worker), null);
    assert.equal(await click(worker), 202);
    // An isolate asks at most once a second.
    await worker.until(async () => (await worker.post(confirmation)).status === 200, "it to be open");

    await restart(worker, KEY, later);
    assert.deepEqual(await worker.post(confirmation), NONE);
    // Another key opens the time again.
    await restart(worker, { ...KEY, ISENDU_SECRET: "api-secret-2" });
    assert.deepEqual(await worker.post(confirmation), { status: 200, text: '{"response":"api-secret-2"}' });
  }));

test("the time begins when the Cron sees the key, even without a confirmation", () =>
  withWorker(KEY, async (worker) => {
    await worker.runCron();
    await restart(worker, KEY, later);
    assert.deepEqual(await worker.post(confirmation), NONE);
  }));

test("without a key the confirmation cannot be opened", () =>
  withWorker({}, async (worker) => {
    assert.equal((await worker.summary()).confirmation, undefined);
    assert.equal(await click(worker), 404);
    assert.deepEqual(await worker.post(confirmation), NONE);
  }));
