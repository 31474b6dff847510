// How long data is kept, and how one subject's data is deleted on request.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { isendu, reward, xoxoday } from "countersign";
import { work } from "../../node/jobs/apply.mjs";
import { claim } from "../../node/jobs/claim.mjs";
import { removeOld } from "../../node/jobs/retention.mjs";
import { startUpkeep } from "../../node/jobs/upkeep.mjs";
import { forget } from "../../node/operator/forget.mjs";
import { creditReceipt, log, receiptOf, withDatabase } from "../support/database.mjs";
import { onEachDatabase } from "../support/databases.mjs";
import { until } from "../support/server.mjs";

const FORGET = fileURLToPath(new URL("../../node/forget.mjs", import.meta.url));
const DAY = 24 * 60 * 60 * 1_000;
const NOW = Date.UTC(2030, 0, 1);
const ago = (days) => ({ receivedAt: NOW - days * DAY });

const order = (orderId, deliveryStatus, second, when = {}) =>
  receiptOf(xoxoday, { id: 7, createdAt: `2024-02-07 12:00:0${second}`, data: { orderId, deliveryStatus } }, when);
const trigger = (id, userId) =>
  receiptOf(reward, { id, type: "trigger_event.created", data: { user: { id: userId }, trigger: { id: "paid" } } });
const unreadable = (number, when = {}) => ({
  ...receiptOf(isendu, { order: [], number }, when),
  units: [],
  unreadable: [{ code: "invalid_json", path: "" }],
});

async function workOnAll(database) {
  for (;;) {
    const claimed = await claim(database, { retried: false, leaseMs: 60_000 });
    if (claimed.units.length === 0) return;
    await work(database, claimed);
  }
}

async function removeAllOld(database, days) {
  while (await removeOld(database, { days, now: NOW }));
}

const rows = ({ db }, table) => db.selectFrom(table).selectAll().execute();
const all = { limit: 1_000, before: null, provider: null, state: null };

/** Returns whether the text is anywhere in the database. */
async function holds(database, text) {
  const tables = await Promise.all(["deliveries", "ledger", "quarantine"].map((table) => rows(database, table)));
  const bodies = await rows(database, "bodies");
  return JSON.stringify([tables, bodies.map(({ bytes }) => Buffer.from(bytes).toString())]).includes(text);
}

onEachDatabase("personal data is deleted after its time, and the key stays as long as a retry may come", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(order("old-order", "delivered", 1, ago(11)));
    await put(creditReceipt("old-1", { userId: "user-1", amount: 3, ...ago(11) }));
    await put(unreadable(1, ago(11)));
    await put(order("young-order", "delivered", 1, ago(9)));
    await put(creditReceipt("young-1", { userId: "user-1", amount: 4, ...ago(9) }));
    await put(unreadable(2, ago(9)));
    await workOnAll(database);
    const before = await queries.summary();
    await removeAllOld(database, 10);

    assert.equal(await holds(database, "old-order"), true, "only in its key");
    const { deliveries } = await queries.deliveries(all);
    assert.deepEqual(
      deliveries.map(({ dedupeKey, subject }) => [dedupeKey, subject]),
      [
        ["reward:we_young-1", "tx:Tyoung-1"],
        ["xoxoday:delivered:young-order", "young-order"],
        ["reward:we_old-1", "(removed)"],
        ["xoxoday:delivered:old-order", "(removed)"],
      ],
    );
    const { event, body } = await queries.delivery(Number(deliveries[3].id));
    assert.deepEqual([event, body], [null, ""]);
    assert.equal((await queries.quarantine({ limit: 10, before: null })).quarantined.length, 1);
    assert.equal((await rows(database, "bodies")).length, 3);
    const { entries } = await queries.ledger({ limit: 10, after: null });
    assert.deepEqual(
      entries.map(({ subject, state }) => [subject, state]),
      [
        ["balance:user-1", "7"],
        ["tx:Tyoung-1", "4"],
        ["young-order", "delivered"],
      ],
      "sums stay: they are accounts",
    );
    const { stored, applied, quarantined } = await queries.summary();
    assert.deepEqual([stored, applied, quarantined], [before.stored, before.applied, 1]);

    // The same delivery again is a duplicate. So is one that would be news if its order were still stored.
    assert.deepEqual(await put(order("old-order", "delivered", 1)), { stored: 0, duplicates: 1 });
    assert.deepEqual(await put(order("old-order", "delivered", 5)), { stored: 0, duplicates: 1 });
    assert.equal(await queries.replay(Number(deliveries[3].id)), false, "its event is deleted");
  }),
);

onEachDatabase("a key is deleted after 30 days, or with its data if that is later", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(order("a", "delivered", 1, ago(31)));
    await put(order("b", "delivered", 1, ago(29)));
    await workOnAll(database);
    await removeAllOld(database, 40);
    assert.deepEqual((await queries.deliveries(all)).deliveries.length, 2);
    await removeAllOld(database, 10);
    assert.deepEqual(
      (await queries.deliveries(all)).deliveries.map(({ dedupeKey }) => dedupeKey),
      ["xoxoday:delivered:b"],
    );
    assert.deepEqual(await put(order("a", "delivered", 1)), { stored: 1, duplicates: 0 });
  }),
);

onEachDatabase("pending deliveries stay at any age, and so do recent ones", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(order("pending", "delivered", 1, ago(100)));
    await removeAllOld(database, 10);
    await workOnAll(database);
    assert.equal((await queries.summary()).applied, 1);
    assert.equal((await queries.ledger({ limit: 10, after: null })).entries[0].state, "delivered");
    await removeAllOld(database, 10);
    assert.equal(await holds(database, '"delivered"'), false);
  }),
);

onEachDatabase("thousands of old rows are deleted in parts", (env) =>
  withDatabase(env, async (database, put, queries) => {
    const batch = { order: Array.from({ length: 1_200 }, (_, number) => ({ uuid: `o-${number}` })) };
    await put(receiptOf(isendu, batch, ago(50)));
    await put(order("young", "delivered", 1, ago(1)));
    await workOnAll(database);
    const upkeep = startUpkeep(database, { retention: { days: 1 }, log, everyMs: 1 });
    // The rows are dated far in the future, so they are not old yet.
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal((await queries.summary()).stored, 1_201);
    await database.db.updateTable("deliveries").set({ received_at: 1 }).where("provider", "=", "isendu").execute();
    await until(async () => (await queries.summary()).stored === 1, "the old ones to be deleted");
    await upkeep.stop();
    assert.equal((await rows(database, "bodies")).length, 1);
  }),
);

onEachDatabase("old rows are deleted though those of writers cannot be", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(order("old", "delivered", 1, ago(50)));
    await workOnAll(database);
    await database.db.updateTable("deliveries").set({ received_at: 1 }).execute();
    await database.db.schema.dropTable("batches").execute();
    const upkeep = startUpkeep(database, { retention: { days: 1 }, log, everyMs: 1 });
    try {
      await until(async () => (await queries.summary()).stored === 0, "the old one to be deleted");
    } finally {
      await upkeep.stop();
    }
  }),
);

onEachDatabase("one command deletes everything about a subject, and nothing else", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(creditReceipt(1, { userId: "zoe@example.com" }));
    await put(creditReceipt(2, { userId: "other" }));
    await put(trigger("we_t1", "zoe@example.com"));
    await put(trigger("we_t2", "other"));
    await put(order("7", "delivered", 1));
    await workOnAll(database);
    await put(trigger("we_t3", "zoe@example.com")); // still pending
    assert.equal(await holds(database, "zoe@"), true);

    const gone = await forget(database, { provider: "reward", subject: "user:zoe@example.com" });
    assert.deepEqual([gone.deliveries, gone.bodies], [3, 3]);
    assert.equal(await holds(database, "zoe@"), false);
    const { pending, applied, superseded } = await queries.summary();
    assert.deepEqual([pending, applied, superseded], [0, 5, 1]);
    const { entries } = await queries.ledger({ limit: 10, after: null });
    assert.deepEqual(
      entries.map(({ subject }) => subject),
      ["7", "balance:other", "tx:T2", "user:other"],
    );
    await put(trigger("we_t1", "zoe@example.com"));
    await put(creditReceipt(1, { userId: "zoe@example.com" }));
    assert.equal(await holds(database, "zoe@"), false, "a retry restores nothing");

    assert.deepEqual(await forget(database, { provider: "isendu", subject: "7" }), {
      deliveries: 0,
      bodies: 0,
      entries: 0,
    });
    assert.deepEqual(await forget(database, { provider: "xoxoday", subject: "7" }), {
      deliveries: 1,
      bodies: 1,
      entries: 1,
    });
  }),
);

onEachDatabase("a delivery whose body was deleted by hand is still shown", (env) =>
  withDatabase(env, async (database, put, queries) => {
    await put(order("1", "delivered", 1));
    await put(unreadable(1));
    await database.db.deleteFrom("bodies").execute();
    const { deliveries } = await queries.deliveries(all);
    assert.equal((await queries.delivery(Number(deliveries[0].id))).body, "");
    assert.equal((await queries.quarantine({ limit: 10, before: null })).quarantined.length, 1);
  }),
);

onEachDatabase("the command line", async (env) => {
  const run = (...args) =>
    promisify(execFile)(process.execPath, [FORGET, ...args], { env: { PATH: process.env.PATH, ...env } });
  await withDatabase(env, async (database, put) => {
    await put(order("42", "delivered", 1));
    const { stdout } = await run("xoxoday", "42");
    assert.deepEqual(JSON.parse(stdout), { deliveries: 1, bodies: 1, entries: 0 });
    assert.match((await run("--help")).stdout, /^Deletes everything about a subject/);
    for (const args of [[], ["xoxoday"], ["stranger", "1"], ["xoxoday", "1", "2"], ["--all"]]) {
      await assert.rejects(run(...args), ({ code }) => code === 2, args.join(" "));
    }
  });
});
