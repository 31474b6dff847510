import assert from "node:assert/strict";
import { test } from "node:test";
import {
  genuine,
  isenduBatch,
  isenduOrder,
  rewardCredit,
  rewardTrigger,
  tooFine,
  xoxodayOrder,
} from "../support/deliveries.mjs";
import { edit, query, restart, ring } from "../support/worker-state.mjs";
import { withWorker } from "../support/workerd.mjs";

const DAY_MS = 86_400_000;

/** Makes a Worker's data `days` older, and the alarms of its subjects due. */
function age(state, days) {
  const ms = days * DAY_MS;
  edit(state, "Overview", `UPDATE deliveries SET received = received - ${ms}`);
  edit(
    state,
    "Subject",
    ...["deliveries", "bodies", "sent_again", "outbox"].map(
      (table) => `UPDATE ${table} SET received = received - ${ms} WHERE received > 0`,
    ),
    `UPDATE deliveries SET body_of = body_of - ${ms} WHERE body_of > 0`,
    `UPDATE bodies SET kept = kept - ${ms}`,
    `UPDATE entry SET shows = shows - ${ms}`,
  );
  ring(state, "Subject");
}

/** Counts the subjects' objects with data. An emptied one has no tables. */
const subjectsIn = (state) => query(state, "Subject", "SELECT 1 FROM sqlite_master WHERE name = 'deliveries'").length;

test("events and bodies are deleted after RETAIN_DAYS, keys after the last possible retry, and then the rest", () =>
  withWorker({ RETAIN_DAYS: "7" }, async (worker) => {
    const first = xoxodayOrder(1, "delivered", 1);
    for (const delivery of [first, xoxodayOrder(1, "canceled", 2), tooFine("1"), rewardTrigger("we_1", "u1", 3)]) {
      assert.equal((await worker.post(delivery)).status, 200);
    }
    await worker.post(isenduBatch({ order: ["o-1", "o-2"].map((uuid) => isenduOrder(uuid, "pending")) }));
    await worker.settled(6);
    const ids = Object.fromEntries(
      (await worker.operator("/deliveries")).deliveries.map(({ dedupeKey, id }) => [dedupeKey, id]),
    );
    const idOf = (part) => Object.entries(ids).find(([key]) => key.includes(part))[1];
    const show = (part) => worker.operator(`/deliveries/${idOf(part)}`);
    const isErased = async (part) => (await show(part)).event === null;
    const hasBody = async (part) => (await show(part)).body !== null;

    await restart(worker, { RETAIN_DAYS: "7" }, (state) => age(state, 6));
    for (const part of Object.keys(ids))
      assert.deepEqual([await isErased(part), await hasBody(part)], [false, true], part);

    await restart(worker, { RETAIN_DAYS: "7" }, (state) => age(state, 2));
    for (const part of Object.keys(ids)) await worker.until(() => isErased(part), `${part} to be deleted`);
    for (const part of Object.keys(ids))
      await worker.until(async () => !(await hasBody(part)), "the bodies to be deleted");
    // The keys are still known. A delivery without its event cannot be worked on again.
    await worker.post(first);
    await worker.post(tooFine("1"));
    for (const part of ["delivered:1", "we_fine_1"]) {
      assert.equal(await worker.operator(`/deliveries/${idOf(part)}/replay`, { method: "POST" }), 202);
    }
    await worker.settledRows("tx:1", 1, ({ state, duplicates }) => state === "dead" && duplicates === 1);
    await worker.settledRows("1", 2, ({ state, kind }) => state === "applied" && kind === "order.delivery_status");
    assert.equal((await worker.ledger())["xoxoday 1"][0], "canceled");

    // An older event is still recognised, although the ledger's event has been deleted.
    await worker.post(xoxodayOrder(1, "pending", 0));
    const [older] = await worker.settledRows("1", 3);
    assert.equal(older.state, "superseded");

    // News is still recognised, although the event of the earlier status has been deleted.
    await worker.post(xoxodayOrder(1, "delivered", 5));
    await worker.settledRows("1", 4);
    assert.equal((await worker.ledger())["xoxoday 1"][0], "delivered");

    await restart(worker, { RETAIN_DAYS: "7" }, (state) => age(state, 30));
    for (const part of Object.keys(ids)) await worker.until(() => isErased(part), `${part} to be deleted`);
    await worker.kill();
    assert.equal(subjectsIn(worker.state), 0);
    await restart(worker, {});
    assert.deepEqual(await worker.post(first), { status: 200, text: "" });
    await worker.settledRows("1", 5, ({ duplicates }) => duplicates <= 1);
  }));

test("pending deliveries stay at any age", () =>
  withWorker({ RETRY_SECONDS: "3600", RETAIN_DAYS: "7" }, async (worker) => {
    await worker.post(tooFine("1"));
    const attempted = (times) => async () => (await worker.rows("tx:1"))[0]?.attempts >= times;
    await worker.until(attempted(1), "the work to fail");
    await worker.kill();
    edit(worker.state, "Subject", "UPDATE outbox SET due = 1");
    await restart(worker, { RETRY_SECONDS: "3600", RETAIN_DAYS: "7" }, (state) => age(state, 400));
    await worker.until(attempted(2), "the alarm to tell the queue");
    await worker.kill();
    assert.deepEqual(query(worker.state, "Subject", "SELECT state, erased, event <> '' AS event FROM deliveries"), [
      { state: "pending", erased: 0, event: 1 },
    ]);
    assert.equal(query(worker.state, "Subject", "SELECT 1 FROM bodies").length, 1);
  }));

const erase = (worker, provider, subject) =>
  worker.operator(`/subject?${new URLSearchParams({ provider, subject })}`, { method: "DELETE" });

test("one command deletes everything about one subject", () =>
  withWorker({}, async (worker) => {
    const order = xoxodayOrder(1, "delivered", 1);
    await worker.post(order);
    await worker.post(xoxodayOrder(1, "canceled", 2));
    await worker.post(isenduBatch({ order: ["o-1", "o-2"].map((uuid) => isenduOrder(uuid, "pending")) }));
    await worker.post(rewardTrigger("we_1", "u1", 3));
    for (const [transaction, user] of [
      ["T1", "u1"],
      ["T2", "u1"],
      ["T3", "u2"],
    ]) {
      await worker.post(rewardCredit(`we_${transaction}`, user, transaction, "1"));
    }
    await worker.settled(8);

    assert.equal(
      await worker.operator("/subject?provider=xoxoday&subject=1", { method: "DELETE", token: "wrong" }),
      401,
    );
    for (const wrong of ["", "?provider=xoxoday", "?provider=stranger&subject=1", "?provider=xoxoday&subject="]) {
      assert.equal(await worker.operator(`/subject${wrong}`, { method: "DELETE" }), 400, wrong);
    }
    assert.equal(await worker.operator("/subject?provider=xoxoday&subject=1"), 405);
    assert.equal((await worker.summary()).stored, 8);

    assert.deepEqual(await erase(worker, "xoxoday", "nobody"), { deliveries: 0, more: false });
    assert.deepEqual(await erase(worker, "reward", "user:nobody"), { deliveries: 0, more: false });
    assert.deepEqual(await erase(worker, "xoxoday", "1"), { deliveries: 2, more: false });
    assert.deepEqual(await erase(worker, "isendu", "order:o-1"), { deliveries: 1, more: false });
    assert.deepEqual(await erase(worker, "reward", "user:u1"), { deliveries: 3, more: false });
    assert.deepEqual(await erase(worker, "reward", "balance:u1"), { deliveries: 0, more: false });

    const { deliveries } = await worker.operator("/deliveries");
    assert.deepEqual(deliveries.map(({ subject }) => subject).toSorted(), ["order:o-2", "tx:T3"]);
    assert.deepEqual(Object.keys(await worker.ledger()).toSorted(), [
      "isendu order:o-2",
      "reward balance:u2",
      "reward tx:T3",
    ]);
    const { stored, applied } = await worker.summary();
    assert.deepEqual([stored, applied], [2, 2]);
    // The batch's body also names the order.
    const { event, body } = await worker.operator(
      `/deliveries/${deliveries.find(({ provider }) => provider === "isendu").id}`,
    );
    assert.deepEqual([event.uuid, body], ["o-2", null]);
    assert.ok(worker.lines().every((line) => !JSON.stringify(line).includes("o-1")));

    await worker.post(order);
    const [again] = await worker.settledRows("1", 1);
    assert.deepEqual([again.state, again.duplicates], ["applied", 0], "it is new");
    await worker.kill();
    assert.deepEqual(
      query(worker.state, "Balance", "SELECT state FROM balance").map(({ state }) => state),
      ["1"],
    );
    assert.equal(query(worker.state, "Balance", "SELECT 1 FROM booked").length, 1);
  }));

test("a deleted delivery that is pending in the overview is deleted there, too", () =>
  withWorker({}, async (worker) => {
    await worker.post(xoxodayOrder(1, "delivered"));
    await worker.post(xoxodayOrder(2, "delivered"));
    await worker.settled(2);
    await restart(worker, { RESEND_SECONDS: "0" }, (state) => {
      edit(state, "Subject", "DELETE FROM deliveries WHERE subject = '1'");
      edit(
        state,
        "Overview",
        "UPDATE deliveries SET state = 'pending' WHERE subject = '1'",
        "INSERT OR REPLACE INTO figures SELECT 'pending', COUNT(*) FROM deliveries WHERE state = 'pending'",
        "INSERT OR REPLACE INTO figures SELECT 'applied', COUNT(*) FROM deliveries WHERE state = 'applied'",
      );
    });
    await worker.runCron();
    const { deliveries } = await worker.operator("/deliveries");
    assert.deepEqual(
      deliveries.map(({ subject }) => subject),
      ["2"],
    );
    const { stored, pending, applied } = await worker.summary();
    assert.deepEqual([stored, pending, applied], [1, 0, 1]);
  }));

test("old rows of the quarantine are deleted, and a row without its body is still listed", () =>
  withWorker({}, async (worker) => {
    await worker.post(genuine.reward("{"));
    await worker.post(genuine.xoxoday("["));
    await worker.post(genuine.isendu(""));
    await restart(worker, {}, (state) =>
      edit(state, "Quarantine", "DELETE FROM bodies WHERE body = CAST('{' AS BLOB)"),
    );
    const { quarantined } = await worker.operator("/quarantine");
    assert.deepEqual(
      quarantined.map(({ provider, body }) => [provider, body]),
      [
        ["isendu", ""],
        ["xoxoday", "["],
        ["reward", null],
      ],
    );
    const old = "UPDATE quarantined SET id = '00000000' || substr(id, 9) WHERE provider IN ('xoxoday', 'isendu')";
    await restart(worker, {}, (state) => edit(state, "Quarantine", old));
    await worker.runCron();
    const left = await worker.operator("/quarantine");
    assert.deepEqual(
      left.quarantined.map(({ provider }) => provider),
      ["reward"],
    );
    assert.equal((await worker.summary()).quarantined, 1);
    await worker.kill();
    assert.deepEqual(query(worker.state, "Quarantine", "SELECT 1 FROM bodies"), []);
  }));
