// Limits by size: receipts that wait, one transaction, and one claim.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isendu, optondemand, xoxoday } from "countersign";
import { createStore } from "../../node/ingest/store.mjs";
import { work } from "../../node/jobs/apply.mjs";
import { claim } from "../../node/jobs/claim.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { log, receiptOf, withDatabase } from "../support/database.mjs";
import { onEachDatabase } from "../support/databases.mjs";

const MEBIBYTE = 1024 * 1024;

/** A batch with `count` orders. Its events are several times as long as its body. */
const batchOf = (count, number = 0) =>
  receiptOf(isendu, { order: Array.from({ length: count }, (_, index) => ({ uuid: `o${number}-${index}` })) });

/** An event of about `length` bytes. */
const longOrder = (orderId, length) =>
  receiptOf(optondemand, {
    event: "ORDER_STATUS_UPDATED",
    data: { orderId, status: "PRINTED", filler: "x".repeat(length) },
  });

const lengthOf = ({ units }) => units.reduce((sum, { event }) => sum + JSON.stringify(event).length, 0);

test("waiting receipts count with the size of their events, and a transaction's size is limited", async () => {
  const [first] = [batchOf(5_000)];
  const derived = lengthOf(first);
  assert.ok(derived > 5 * first.body.length, "the events are longer than the body");
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  const transactions = [];
  const engine = { storeLanes: 1, isTransient: () => false, isRefusal: () => false };
  const transaction = async () => {
    await opened;
    const counts = new Map();
    transactions.push(counts);
    // The store asks for the result of each receipt of a transaction once.
    return { get: (receipt) => counts.set(receipt).size && { stored: 0, duplicates: 0 } };
  };
  const store = createStore(
    { engine, transaction },
    { timeoutMs: 2 ** 30 },
    { log, metrics: createMetrics(), onStored: () => {} },
  );
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, number) => {
      const put = store.put(batchOf(5_000, number)).then(
        () => "stored",
        (error) => error.message,
      );
      if (number === 99) open();
      return put;
    }),
  );
  const stored = outcomes.filter((outcome) => outcome === "stored").length;
  assert.ok(stored * derived <= 64 * MEBIBYTE, `${stored} batches of ${derived} waited`);
  assert.ok(stored > 5);
  assert.ok(outcomes.every((outcome) => ["stored", "too much waits to be stored"].includes(outcome)));
  for (const receipts of transactions.map((counts) => [...counts.keys()])) {
    const size = receipts.reduce((sum, { units }) => sum + units.reduce((all, { text }) => all + text.length, 0), 0);
    assert.ok(receipts.length === 1 || size <= 8 * MEBIBYTE, `${receipts.length} together have ${size}`);
    assert.ok(
      receipts.every(({ units }) => units.every(({ event }) => event === null)),
      "no parsed events wait",
    );
  }
});

onEachDatabase("a claim's size is limited, and it has at least one unit", (env) =>
  withDatabase(env, async (database, put) => {
    const take = async () => {
      const claimed = await claim(database, { retried: false, leaseMs: 60_000 });
      return claimed.units.map(({ subject }) => subject);
    };
    for (let number = 0; number < 10; number += 1) await put(longOrder(`long-${number}`, 1_000_000));
    const huge = longOrder("huge", 10);
    huge.units[0].event.filler = "x".repeat(6 * MEBIBYTE);
    await put(huge);
    for (let number = 0; number < 3; number += 1) await put(longOrder(`short-${number}`, 10));
    // Each claim ends with the event that reaches 4 MiB.
    assert.deepEqual(await take(), ["long-0", "long-1", "long-2", "long-3", "long-4"]);
    assert.deepEqual(await take(), ["long-5", "long-6", "long-7", "long-8", "long-9"]);
    assert.deepEqual(await take(), ["huge"]);
    assert.deepEqual(await take(), ["short-0", "short-1", "short-2"]);
    assert.deepEqual(await take(), []);
  }),
);

onEachDatabase("an event is stored once: the ledger keeps only its basis", (env) =>
  withDatabase(env, async (database, put) => {
    await put(longOrder("1", 1_000_000));
    await work(database, await claim(database, { retried: false, leaseMs: 60_000 }));
    const [entry] = await database.db.selectFrom("ledger").selectAll().execute();
    assert.equal(entry.state, "PRINTED");
    assert.ok(entry.event.length < 200, `${entry.event.length}`);
    const [row] = await database.db.selectFrom("deliveries").select(["event", "event_length"]).execute();
    assert.equal(row.event_length, row.event.length);
  }),
);

onEachDatabase("a repeat of a unit that waited to be stored is a duplicate or news", (env) =>
  withDatabase(env, async (database, put) => {
    const order = (deliveryStatus, second) =>
      receiptOf(xoxoday, { id: 7, createdAt: `2024-02-07 12:00:0${second}`, data: { orderId: 1, deliveryStatus } });
    const unknown = receiptOf(xoxoday, { id: 7, data: { something: "else" } });
    await Promise.all([order("delivered", 1), order("on hold", 2), order("canceled", 3), unknown].map(put));
    const again = [order("delivered", 4), order("on hold", 2), order("canceled", 3), unknown];
    const counted = await Promise.all(again.map(put));
    assert.deepEqual(
      counted.map(({ stored }) => stored),
      [1, 0, 0, 0],
    );
  }),
);
