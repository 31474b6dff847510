import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3";
import { rewardCredit, tooFine, xoxodayOrder } from "../support/deliveries.mjs";
import { startWorker, withWorker } from "../support/workerd.mjs";

/** Runs statements on the files of a class of objects, while none of them is in use. */
function edit(state, className, ...statements) {
  const folder = readdirSync(state, { recursive: true }).find((path) =>
    path.endsWith(`countersign-example-${className}`),
  );
  for (const name of readdirSync(join(state, folder)).filter((each) => /^[0-9a-f]{64}\.sqlite$/.test(each))) {
    const database = new Database(join(state, folder, name));
    for (const statement of statements) database.exec(statement);
    database.close();
  }
}

/** Ends a Worker, changes what it has stored, and starts it anew. */
async function restart(worker, env, change = () => {}) {
  await worker.kill();
  change(worker.state);
  const { url, ...next } = await startWorker(env, worker.state);
  return Object.assign(worker, next, { url });
}

test("work that fails is tried again, given up, and done once when it is replayed after its fault is fixed", () =>
  withWorker({}, async (worker) => {
    await worker.post(tooFine("1"));
    await worker.post(xoxodayOrder(2, "delivered"));
    const [dead] = await worker.settledRows("tx:1", 1);
    assert.deepEqual([dead.state, dead.attempts], ["dead", 7]);
    assert.match(dead.lastError, /at most 400 digits/);
    const [other] = await worker.settledRows("2", 1);
    assert.equal(other.state, "applied", "it holds up nothing else");
    assert.deepEqual(await worker.summary(), {
      stored: 2,
      duplicates: 0,
      pending: 0,
      applied: 1,
      superseded: 0,
      dead: 1,
      quarantined: 0,
    });

    // Replayed as it is, it fails again.
    assert.equal(await worker.operator(`/deliveries/${dead.id}/replay`, { method: "POST" }), 202);
    const [again] = await worker.settledRows("tx:1", 1);
    assert.deepEqual([again.state, again.attempts], ["dead", 7]);
    assert.equal((await worker.ledger())["reward tx:1"], undefined);

    // Sent again, it is a duplicate, and no reason to try again.
    await worker.post(tooFine("1"));
    const [repeated] = await worker.settledRows("tx:1", 1, ({ duplicates }) => duplicates === 1);
    assert.deepEqual([repeated.state, repeated.attempts], ["dead", 7]);

    const repair = (state) => edit(state, "Subject", "UPDATE deliveries SET event = replace(event, '1e-401', '2.5')");
    await restart(worker, {}, repair);
    for (let times = 0; times < 3; times += 1) {
      assert.equal(await worker.operator(`/deliveries/${dead.id}/replay`, { method: "POST" }), 202);
    }
    const [done] = await worker.settledRows("tx:1", 1, ({ state }) => state === "applied");
    assert.equal(done.lastError, null);
    assert.equal(await worker.operator(`/deliveries/${dead.id}/replay`, { method: "POST" }), 202);
    const ledger = await worker.ledger();
    assert.deepEqual(ledger["reward tx:1"], ["2.5", dead.dedupeKey, 1]);
  }));

test("a replay of what was applied does not double it", () =>
  withWorker({}, async (worker) => {
    await worker.post(rewardCredit("we_1", "u1", "T1", "2.5"));
    const [credit] = await worker.settledRows("tx:T1", 1);
    for (let times = 0; times < 3; times += 1) {
      assert.equal(await worker.operator(`/deliveries/${credit.id}/replay`, { method: "POST" }), 202);
    }
    // What comes after it in the queue is done: so is the replay.
    await worker.post(rewardCredit("we_2", "u1", "T2", "2.5"));
    await worker.settledRows("tx:T2", 1);
    assert.deepEqual((await worker.ledger())["reward balance:u1"], ["5", "reward:we_2", 2]);
    const [row] = await worker.rows("tx:T1");
    assert.deepEqual([row.state, row.attempts], ["applied", 1]);
  }));

test("an amount that cannot be added is given up before anything is booked", () =>
  withWorker({}, async (worker) => {
    await worker.post(rewardCredit("we_1", "u1", "T1", "1e-401"));
    const [row] = await worker.settledRows("tx:T1", 1);
    assert.equal(row.state, "dead");
    assert.deepEqual(await worker.ledger(), {});
  }));

test("a delivery whose object could not be reached is not given up, though its work has failed before", () =>
  withWorker({}, async (worker) => {
    await worker.post(rewardCredit("we_1", "u1", "T1", "7"));
    await worker.settledRows("tx:T1", 1);
    const away = "CREATE TRIGGER away BEFORE INSERT ON booked BEGIN SELECT RAISE(ABORT, 'the object is away'); END";
    await restart(worker, {}, (state) => edit(state, "Balance", away));
    await worker.post(rewardCredit("we_2", "u1", "T2", "5"));
    const isKept = () => worker.lines().some(({ msg }) => msg === "a delivery could not be worked on, and is kept");
    await worker.until(isKept, "the queue to give it up");
    assert.equal((await worker.rows("tx:T2"))[0].state, "pending");

    for (const attempts of [1, 6]) {
      const failed = `UPDATE deliveries SET attempts = ${attempts} WHERE state = 'pending'`;
      await restart(worker, {}, (state) => edit(state, "Subject", failed));
      const [{ id }] = await worker.rows("tx:T2");
      await worker.operator(`/deliveries/${id}/replay`, { method: "POST" });
      await worker.until(isKept, "the queue to give it up again");
      const [row] = await worker.rows("tx:T2");
      assert.deepEqual([row.state, row.attempts], ["pending", attempts]);
    }

    await restart(worker, {}, (state) => edit(state, "Balance", "DROP TRIGGER away"));
    const [{ id }] = await worker.rows("tx:T2");
    await worker.operator(`/deliveries/${id}/replay`, { method: "POST" });
    const [row] = await worker.settledRows("tx:T2", 1);
    assert.equal(row.state, "applied");
    assert.equal((await worker.ledger())["reward balance:u1"][0], "12");
  }));

test("the Cron hands on what is stuck, though its message is lost", () =>
  withWorker({ RETRY_SECONDS: "3600", RESEND_SECONDS: "3600" }, async (worker) => {
    await worker.post(tooFine("1"));
    await worker.until(async () => (await worker.rows("tx:1"))[0]?.attempts === 1, "the work to fail");
    // The queue of this machine is in the memory of what is killed here: the message is gone, and the alarm an hour away.
    await restart(worker, { RESEND_SECONDS: "3600" });
    await worker.runCron();
    const [{ attempts }] = await worker.rows("tx:1");
    assert.equal(attempts, 1, "it is not stuck for long enough");

    await restart(worker, { RESEND_SECONDS: "0" });
    await worker.runCron();
    const [row] = await worker.settledRows("tx:1", 1);
    assert.equal(row.state, "dead");
  }));

test("the Cron finds out what was done without the overview being told", () =>
  withWorker({}, async (worker) => {
    await worker.post(rewardCredit("we_1", "u1", "T1", "7"));
    await worker.settledRows("tx:T1", 1);
    const forget = (state) =>
      edit(
        state,
        "Overview",
        "UPDATE deliveries SET state = 'pending', revision = 1, attempts = 0",
        "UPDATE figures SET value = 0 WHERE name = 'applied'",
        "INSERT OR REPLACE INTO figures VALUES ('pending', 1)",
        "DELETE FROM ledger",
      );
    await restart(worker, { RESEND_SECONDS: "0" }, forget);
    assert.equal((await worker.summary()).pending, 1);
    await worker.runCron();
    assert.deepEqual(await worker.summary(), {
      stored: 1,
      duplicates: 0,
      pending: 0,
      applied: 1,
      superseded: 0,
      dead: 0,
      quarantined: 0,
    });
    const ledger = await worker.ledger();
    assert.deepEqual(ledger["reward balance:u1"], ["7", "reward:we_1", 1]);
    assert.deepEqual(ledger["reward tx:T1"], ["7", "reward:we_1", 1]);
  }));

test("an object that was ended before it told the queue does so when it is woken", () =>
  withWorker({ BATCH_SECONDS: "60" }, async (worker) => {
    await worker.post(xoxodayOrder(1, "delivered"));
    // The message is in the memory of what is killed here; the object notes that it was never sent.
    await restart(worker, {}, (state) => edit(state, "Subject", "UPDATE outbox SET due = 1"));
    const [row] = await worker.settledRows("1", 1);
    assert.deepEqual([row.state, row.attempts, row.duplicates], ["applied", 1, 0]);
  }));

test("a secret that is missing stops the start", async () => {
  await assert.rejects(startWorker({ REWARD_URL_TOKEN: "" }), /not set: REWARD_URL_TOKEN/);
});

test("without its secrets it is not healthy, and takes nothing", () =>
  withWorker({ REWARD_URL_TOKEN: "too-short" }, async (worker) => {
    const health = await fetch(`${worker.url}/healthz`);
    assert.equal(health.status, 503);
    assert.equal((await worker.post(rewardCredit("we_1", "u1", "T1", 1))).status, 500);
    assert.equal((await worker.post(xoxodayOrder(1, "delivered"))).status, 200);
    assert.ok(!worker.output().includes("too-short"));
  }));
