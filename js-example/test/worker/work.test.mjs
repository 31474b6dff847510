import assert from "node:assert/strict";
import { test } from "node:test";
import {
  genuine,
  isenduBatch,
  isenduOrder,
  rewardCredit,
  SECRETS,
  tooFine,
  xoxodayOrder,
} from "../support/deliveries.mjs";
import { edit, query, restart } from "../support/worker-state.mjs";
import { startWorker, withWorker } from "../support/workerd.mjs";

test("failed work is tried again, given up, and done once by a replay after a fix", () =>
  withWorker({}, async (worker) => {
    await worker.post(tooFine("1"));
    await worker.post(xoxodayOrder(2, "delivered"));
    const [dead] = await worker.settledRows("tx:1", 1);
    assert.deepEqual([dead.state, dead.attempts], ["dead", 7]);
    assert.match(dead.lastError, /at most 400 digits/);
    const [other] = await worker.settledRows("2", 1);
    assert.equal(other.state, "applied", "other work does not wait");
    assert.deepEqual(await worker.summary(), {
      stored: 2,
      duplicates: 0,
      pending: 0,
      applied: 1,
      superseded: 0,
      dead: 1,
      quarantined: 0,
    });

    // A replay without a fix fails again.
    assert.equal(await worker.operator(`/deliveries/${dead.id}/replay`, { method: "POST" }), 202);
    const [again] = await worker.settledRows("tx:1", 1);
    assert.deepEqual([again.state, again.attempts], ["dead", 7]);
    assert.equal((await worker.ledger())["reward tx:1"], undefined);

    // A repeated delivery is a duplicate, and does not restart the work.
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

test("a replay of an applied delivery changes nothing", () =>
  withWorker({}, async (worker) => {
    await worker.post(rewardCredit("we_1", "u1", "T1", "2.5"));
    const [credit] = await worker.settledRows("tx:T1", 1);
    for (let times = 0; times < 3; times += 1) {
      assert.equal(await worker.operator(`/deliveries/${credit.id}/replay`, { method: "POST" }), 202);
    }
    // The queue delivers in order. When the work of a later delivery is done, the replay is done, too.
    await worker.post(rewardCredit("we_2", "u1", "T2", "2.5"));
    await worker.settledRows("tx:T2", 1);
    assert.deepEqual((await worker.ledger())["reward balance:u1"], ["5", "reward:we_2", 2]);
    const [row] = await worker.rows("tx:T1");
    assert.deepEqual([row.state, row.attempts], ["applied", 1]);
  }));

test("an invalid amount is given up before anything is booked", () =>
  withWorker({}, async (worker) => {
    await worker.post(rewardCredit("we_1", "u1", "T1", "1e-401"));
    const [row] = await worker.settledRows("tx:T1", 1);
    assert.equal(row.state, "dead");
    assert.deepEqual(await worker.ledger(), {});
  }));

test("a delivery whose object is unreachable is not given up, even if its work has failed before", () =>
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

test("the Cron sends a stuck delivery again after its message was lost", () =>
  withWorker({ RETRY_SECONDS: "3600", RESEND_SECONDS: "3600" }, async (worker) => {
    await worker.post(tooFine("1"));
    await worker.until(async () => (await worker.rows("tx:1"))[0]?.attempts === 1, "the work to fail");
    // The local queue is in memory, so the kill loses the message. The object's alarm is an hour away.
    await restart(worker, { RESEND_SECONDS: "3600" });
    await worker.runCron();
    const [{ attempts }] = await worker.rows("tx:1");
    assert.equal(attempts, 1, "it is not stuck for long enough");

    await restart(worker, { RESEND_SECONDS: "0" });
    await worker.runCron();
    const [row] = await worker.settledRows("tx:1", 1);
    assert.equal(row.state, "dead");
  }));

test("the Cron updates an overview that missed a report", () =>
  withWorker({}, async (worker) => {
    await worker.post(rewardCredit("we_1", "u1", "T1", "7"));
    await worker.settledRows("tx:T1", 1);
    const forget = (state) =>
      edit(
        state,
        "Overview",
        "UPDATE deliveries SET state = 'pending', revision = 1, attempts = 0",
        "UPDATE figures SET value = 0 WHERE name = 'applied'",
        "INSERT OR REPLACE INTO figures SELECT 'pending', COUNT(*) FROM deliveries",
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

/** Makes each write to the overview fail, like a full disk does. */
const BROKEN =
  "CREATE TRIGGER broken BEFORE INSERT ON deliveries BEGIN SELECT RAISE(ABORT, 'the overview is broken'); END";

test("work does not wait for an overview that fails, and the overview is updated after the outage", () =>
  withWorker({}, async (worker) => {
    await worker.summary(); // creates its objects
    await restart(worker, { RESEND_SECONDS: "1" }, (state) => edit(state, "Overview", BROKEN));
    await worker.post(xoxodayOrder(1, "delivered"));
    await worker.post(rewardCredit("we_1", "u1", "T1", "2.5"));
    // Both deliveries are reported once before and once after the work.
    const failed = () => worker.lines().filter(({ level }) => level === "error");
    await worker.until(() => failed().length >= 4, "the overview to fail");
    await worker.kill();
    assert.deepEqual(query(worker.state, "Subject", "SELECT state, attempts FROM deliveries"), [
      { state: "applied", attempts: 1 },
      { state: "applied", attempts: 1 },
    ]);

    await restart(worker, { RESEND_SECONDS: "1" }, (state) => edit(state, "Overview", "DROP TRIGGER broken"));
    for (const subject of ["1", "tx:T1"]) {
      const [row] = await worker.settledRows(subject, 1);
      assert.deepEqual([row.state, row.attempts], ["applied", 1]);
    }
    assert.deepEqual((await worker.ledger())["reward balance:u1"], ["2.5", "reward:we_1", 1]);
  }));

test("the operator replays and the Cron runs while a part of the overview fails", () =>
  withWorker({}, async (worker) => {
    await worker.post(tooFine("1"));
    const [{ id }] = await worker.settledRows("tx:1", 1);
    const onChange = BROKEN.replace("INSERT", "UPDATE");
    await restart(worker, { RESEND_SECONDS: "0" }, (state) => edit(state, "Overview", onChange));
    assert.equal(await worker.operator(`/deliveries/${id}/replay`, { method: "POST" }), 202);
    await worker.runCron();
    await worker.until(() => worker.lines().some(({ msg }) => msg === "a delivery is given up"), "the work");
    await worker.kill();
    const [row] = query(worker.state, "Subject", "SELECT state, attempts FROM deliveries");
    assert.deepEqual(row, { state: "dead", attempts: 7 });
  }));

test("the overview deletes old rows that are done, and its figures count the rest", () =>
  withWorker({}, async (worker) => {
    for (const order of [1, 2]) await worker.post(xoxodayOrder(order, "delivered"));
    await worker.post(xoxodayOrder(2, "delivered"));
    await worker.post(tooFine("3"));
    await worker.settledRows("tx:3", 1);
    await worker.settledRows("2", 1, ({ duplicates }) => duplicates === 1);
    await worker.post(tooFine("4"));
    await worker.settledRows("tx:4", 1);
    // An id begins with its time. The second credit has been pending for years, and `poked` keeps the Cron away from it.
    const age = (state) =>
      edit(
        state,
        "Overview",
        "UPDATE deliveries SET id = '00000000' || substr(id, 9) WHERE subject IN ('2', 'tx:3', 'tx:4')",
        "UPDATE deliveries SET state = 'pending', poked = 9e15 WHERE subject = 'tx:4'",
        "UPDATE figures SET value = (SELECT COUNT(*) FROM deliveries WHERE state = name) WHERE name IN ('pending', 'dead')",
        "INSERT OR IGNORE INTO figures SELECT 'pending', COUNT(*) FROM deliveries WHERE state = 'pending'",
        "UPDATE ledger SET told = 1 WHERE subject = '2'",
      );
    await restart(worker, { RESEND_SECONDS: "3600" }, age);
    await worker.runCron();
    const { deliveries } = await worker.operator("/deliveries");
    assert.deepEqual(deliveries.map(({ subject }) => subject).toSorted(), ["1", "tx:4"]);
    assert.deepEqual(Object.keys(await worker.ledger()), ["xoxoday 1"]);
    const { stored, duplicates, dead, applied } = await worker.summary();
    assert.deepEqual([stored, duplicates, dead, applied], [2, 0, 0, 1]);
  }));

test("an object that was stopped before it sent to the queue does so at its alarm", () =>
  withWorker({ BATCH_SECONDS: "60" }, async (worker) => {
    await worker.post(xoxodayOrder(1, "delivered"));
    // The kill loses the message, which was in memory. The object's note says that it was never sent.
    await restart(worker, {}, (state) => edit(state, "Subject", "UPDATE outbox SET due = 1"));
    const [row] = await worker.settledRows("1", 1);
    assert.deepEqual([row.state, row.attempts, row.duplicates], ["applied", 1, 0]);
  }));

test("a half-configured provider stops the start, and so does the lack of any secret", async () => {
  await assert.rejects(startWorker({ XOXODAY_URL_TOKEN: "" }), /XOXODAY_URL_TOKEN is not set/);
  await assert.rejects(
    startWorker({ REWARD_URL_TOKEN: "", REWARD_URL_TOKEN_NEXT: "x" }),
    /REWARD_URL_TOKEN is not set/,
  );
  const none = Object.fromEntries(Object.keys(SECRETS).map((name) => [name, ""]));
  await assert.rejects(startWorker(none), /no provider/);
});

test("only providers with secrets are received", () =>
  withWorker({ REWARD_URL_TOKEN: "", XOXODAY_API_KEY: "", XOXODAY_URL_TOKEN: "" }, async (worker) => {
    assert.deepEqual(worker.lines()[0].providers, ["isendu", "optondemand"]);
    assert.equal((await fetch(`${worker.url}/healthz`)).status, 200);
    const { providers } = await worker.until(() => worker.lines().find(({ msg }) => msg === "healthy"), "it to say so");
    assert.deepEqual(providers, ["isendu", "optondemand"]);
    assert.equal((await worker.post(isenduBatch({ order: [isenduOrder("o-1", "pending")] }))).status, 200);
    for (const delivery of [xoxodayOrder(1, "delivered"), rewardCredit("we_1", "u1", "T1", 1)]) {
      assert.deepEqual(await worker.post(delivery), { status: 404, text: "Not Found\n" });
    }
  }));

const padded = ({ body, ...delivery }, bytes) => ({ ...delivery, body: body.padEnd(bytes) });

test("the limit of a body is 128 KiB for isendu and Reward, and 1 MiB for the others", () =>
  withWorker({}, async (worker) => {
    for (const delivery of [
      rewardCredit("we_1", "u1", "T1", "1"),
      isenduBatch({ order: [isenduOrder("o-1", "pending")] }),
    ]) {
      assert.equal((await worker.post(padded(delivery, 131_073))).status, 413);
      assert.equal((await worker.post(padded(delivery, 131_072))).status, 200);
    }
    for (const provider of ["xoxoday", "optondemand"]) {
      assert.equal((await worker.post(genuine[provider]("{}".padEnd(1_048_577)))).status, 413);
      assert.equal((await worker.post(genuine[provider]("{}".padEnd(1_048_576)))).status, 200);
    }
  }));

test("an invalid secret makes the Worker unhealthy, and its provider's deliveries are refused", () =>
  withWorker({ REWARD_URL_TOKEN: "too-short" }, async (worker) => {
    const health = await fetch(`${worker.url}/healthz`);
    assert.equal(health.status, 503);
    assert.equal((await worker.post(rewardCredit("we_1", "u1", "T1", 1))).status, 500);
    assert.equal((await worker.post(xoxodayOrder(1, "delivered"))).status, 200);
    assert.ok(!worker.output().includes("too-short"));
  }));
