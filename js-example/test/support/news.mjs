// Scenarios for both servers: an order returns to a status, and triggers that never become old.

import assert from "node:assert/strict";
import { genuine, rewardCredit, rewardTrigger, xoxodayOrder } from "./deliveries.mjs";

const OK = { status: 200, text: "" };

/** Every order of a list. */
const orders = (list) =>
  list.length < 2 ? [list] : list.flatMap((first, at) => orders(list.toSpliced(at, 1)).map((rest) => [first, ...rest]));

const undatedOrder = (orderId, deliveryStatus, createdAt) =>
  genuine.xoxoday(JSON.stringify({ id: 7, data: { orderId, deliveryStatus }, createdAt }));

/** The keys of an order's rows: with its status, and with the second at which it returned to the status. */
const first = (orderId, status) => `xoxoday:${status}:${orderId}`;
const again = (orderId, status, second) =>
  `again:202402071200${String(second).padStart(2, "0")}:xoxoday:${status}:${orderId}`;

/**
 * @typedef {object} Target a server
 * @property {(delivery: object) => Promise<{ status: number, text: string }>} post
 * @property {(subject: string, count: number, isWanted?: (row: object) => boolean) => Promise<object[]>} settledRows waits
 *   until a subject has `count` deliveries, none is pending, and `isWanted` accepts all of them
 * @property {(name: string) => Promise<object>} entry returns the ledger entry of `provider subject`
 *
 * @type {Record<string, (target: Target, id: number) => Promise<void>>} each scenario uses its own order or user
 */
export const SCENARIOS = {
  async "an order that returns to a status is news, and each status has its effect once"(target, id) {
    await post(target, xoxodayOrder(id, "delivered", 1));
    await target.settledRows(`${id}`, 1);
    await post(target, xoxodayOrder(id, "Canceled", 2));
    await target.settledRows(`${id}`, 2);
    await post(target, xoxodayOrder(id, "Delivered", 3));
    await hasRows(target, id, {
      [first(id, "delivered")]: 0,
      [first(id, "canceled")]: 0,
      [again(id, "delivered", 3)]: 0,
    });
    await shows(target, id, {
      state: "delivered",
      version: again(id, "delivered", 3),
      events: 3,
      effects: ["delivered", "canceled"],
    });

    await post(target, xoxodayOrder(id, "canceled", 4));
    await target.settledRows(`${id}`, 4);
    await shows(target, id, {
      state: "canceled",
      version: again(id, "canceled", 4),
      events: 4,
      effects: ["delivered", "canceled"],
    });
  },

  async "a returned status is news even before any work"(target, id) {
    for (const [index, status] of ["delivered", "canceled", "delivered", "canceled", "delivered"].entries()) {
      await post(target, xoxodayOrder(id, status, index + 1));
    }
    await target.settledRows(`${id}`, 5);
    await shows(target, id, { state: "delivered", version: again(id, "delivered", 5) });
  },

  async "the same bytes are a duplicate, even after other news"(target, id) {
    const news = [xoxodayOrder(id, "delivered", 1), xoxodayOrder(id, "canceled", 2), xoxodayOrder(id, "delivered", 3)];
    for (const each of [...news, ...news, ...news.toReversed()]) await post(target, each);
    await hasRows(target, id, {
      [first(id, "delivered")]: 2,
      [first(id, "canceled")]: 2,
      [again(id, "delivered", 3)]: 2,
    });
    await shows(target, id, { state: "delivered", version: again(id, "delivered", 3) });
  },

  async "the newest status, sent again with a later time, is a duplicate"(target, id) {
    for (const second of [1, 2, 5]) await post(target, xoxodayOrder(id, "delivered", second));
    await hasRows(target, id, { [first(id, "delivered")]: 2 });
    await shows(target, id, { state: "delivered", version: first(id, "delivered"), events: 1, effects: ["delivered"] });
    // It was sent before the latest "delivered".
    await post(target, xoxodayOrder(id, "canceled", 4));
    const rows = await target.settledRows(`${id}`, 2);
    assert.equal(rows.find(({ dedupeKey }) => dedupeKey === first(id, "canceled")).state, "superseded");
    await shows(target, id, { state: "delivered", version: first(id, "delivered"), events: 1, effects: ["delivered"] });
  },

  async "the status that was sent last wins, in any order of four units"(target, id) {
    const news = ["canceled", "delivered", "canceled", "delivered"].map((status, second) => [status, second]);
    const played = orders(news).map((order, index) => ({ order, of: id * 100 + index }));
    await Promise.all(
      played.map(async ({ order, of }) => {
        for (const [status, second] of order) await post(target, xoxodayOrder(of, status, second));
      }),
    );
    for (const { order, of } of played) {
      const wanted = (row) => row.subject === `${of}`;
      const rows = (await target.settledAll(wanted, (found) => counted(found) === 4)).filter(wanted);
      const entry = await target.entry(`xoxoday ${of}`);
      assert.equal(entry.state, "delivered", JSON.stringify(order));
      agrees(entry, rows);
    }
  },

  async "news that arrives many times at once is stored once"(target, id) {
    await post(target, xoxodayOrder(id, "delivered", 1));
    await post(target, xoxodayOrder(id, "canceled", 2));
    await Promise.all(Array.from({ length: 12 }, () => post(target, xoxodayOrder(id, "delivered", 3))));
    await hasRows(target, id, {
      [first(id, "delivered")]: 0,
      [first(id, "canceled")]: 0,
      [again(id, "delivered", 3)]: 11,
    });
    await shows(target, id, { state: "delivered", version: again(id, "delivered", 3) });
  },

  async "a status is news again after an unknown status"(target, id) {
    // One at a time: in parallel, the older one may be worked on too late to count.
    for (const [index, status] of ["delivered", "On Hold", "delivered"].entries()) {
      await post(target, xoxodayOrder(id, status, index + 1));
      await target.settledRows(`${id}`, index + 1);
    }
    await shows(target, id, {
      state: "delivered",
      version: again(id, "delivered", 3),
      events: 3,
      effects: ["delivered"],
    });
  },

  async "without a time, a known key is a duplicate"(target, id) {
    for (const createdAt of [undefined, "soon", "0000-00-00 00:00:00", "2024-02-07 12:00:00"]) {
      const of = `${id}-${createdAt}`;
      for (const status of ["delivered", "canceled", "delivered"])
        await post(target, undatedOrder(of, status, createdAt));
      await hasRows(target, of, { [first(of, "delivered")]: 1, [first(of, "canceled")]: 0 });
      await shows(target, of, { state: "canceled", version: first(of, "canceled") });
    }
  },

  async "an order id that looks like another order's key is a separate order"(target, id) {
    const odd = `20240207120003:xoxoday:delivered:${id}`;
    await post(target, xoxodayOrder(odd, "delivered", 1));
    for (const [second, status] of ["delivered", "canceled", "delivered"].entries()) {
      await post(target, xoxodayOrder(id, status, second + 1));
    }
    await hasRows(target, odd, { [first(odd, "delivered")]: 0 });
    await target.settledRows(`${id}`, 3);
  },

  async "a trigger is never superseded"(target, id) {
    const at = (second) => new Date(1_700_000_000_000 - second * 1_000).toISOString();
    const triggers = [1, 2, 3, 2].map((second, index) => {
      const trigger = rewardTrigger(`we_${id}_${index}`, `u${id}`, index);
      return { ...trigger, body: JSON.stringify({ ...JSON.parse(trigger.body), time: at(second) }) };
    });
    for (const trigger of triggers) await post(target, trigger);
    for (const trigger of triggers) await post(target, trigger);
    const rows = await target.settledRows(`user:u${id}`, 4, ({ duplicates }) => duplicates === 1);
    assert.deepEqual(
      rows.map(({ state }) => state),
      Array(4).fill("applied"),
    );
    const { state, version, events } = await target.entry(`reward user:u${id}`);
    assert.deepEqual({ state, version, events }, { state: "3", version: `reward:we_${id}_3`, events: 4 });
  },

  async "a transaction is booked once, with any of its events and any number of repeats"(target, id) {
    const credits = [0, 1, 2].map((index) => rewardCredit(`we_${id}_${index}`, `u${id}`, `T${id}`, "2.50"));
    await Promise.all([...credits, ...credits].map((credit) => post(target, credit)));
    await target.settledRows(`tx:T${id}`, 3, ({ duplicates }) => duplicates === 1);
    const { state, events, effects } = await target.entry(`reward tx:T${id}`);
    assert.deepEqual({ state, events, effects }, { state: "2.50", events: 1, effects: [`reward:tx:T${id}`] });
    const balance = await target.entry(`reward balance:u${id}`);
    assert.deepEqual([balance.state, balance.events], ["2.5", 1]);
  },
};

async function post(target, delivery) {
  assert.deepEqual(await target.post(delivery), OK);
}

/** Counts each stored delivery and each duplicate. */
const counted = (rows) => rows.reduce((sum, { duplicates }) => sum + 1 + duplicates, 0);

/** Waits for an order's rows. Each key must have this number of duplicates. */
async function hasRows(target, orderId, duplicates) {
  const count = Object.keys(duplicates).length;
  const rows = await target.settledRows(
    `${orderId}`,
    count,
    (row) => row.duplicates >= (duplicates[row.dedupeKey] ?? 0),
  );
  assert.deepEqual(Object.fromEntries(rows.map((row) => [row.dedupeKey, row.duplicates])), duplicates);
}

/** Compares an order's entry. `effects` names their statuses. */
async function shows(target, orderId, { effects, ...wanted }) {
  const rows = await target.settledAll(({ subject }) => subject === `${orderId}`);
  const entry = await target.entry(`xoxoday ${orderId}`);
  for (const [name, value] of Object.entries(wanted)) assert.equal(entry[name], value, name);
  if (effects) {
    const keys = effects.map((status) => first(orderId, status));
    assert.deepEqual(entry.effects.toSorted(), keys.toSorted());
  }
  agrees(entry, rows);
}

/** `events` counts every applied delivery. Each known status has one effect. */
function agrees({ subject, events, effects }, rows) {
  const applied = rows.filter(({ state }) => state === "applied");
  assert.equal(events, applied.length);
  const statuses = applied.flatMap(({ dedupeKey }) => /xoxoday:(delivered|canceled):/.exec(dedupeKey)?.[1] ?? []);
  const keys = [...new Set(statuses)].map((status) => first(subject, status));
  assert.deepEqual(effects.toSorted(), keys.toSorted());
}
