// How the ledger judges a unit with a known key, and which effects happen once. No store is involved.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isendu, optondemand, reward, xoxoday } from "countersign";
import { canReturn, judge, returnKey } from "../../shared/ledger/returns.mjs";
import { effectOf, settle } from "../../shared/ledger/settle.mjs";
import { unitsOf } from "../../shared/ledger/units.mjs";

const read = (provider, document) => unitsOf(provider.parse(JSON.stringify(document)))[0];
const order = (deliveryStatus, second, orderId = 1) => {
  const createdAt = second === null ? undefined : `2024-02-07 12:00:0${second}`;
  return read(xoxoday, { id: 7, createdAt, data: { orderId, deliveryStatus } });
};
const stored = (...units) => units.map((unit) => ({ key: unit.key ?? unit.dedupeKey, event: unit.event }));
const trigger = (id, second, value) =>
  read(reward, {
    id,
    type: "trigger_event.created",
    time: `2024-02-07T12:00:0${second}Z`,
    data: { user: { id: "u" }, trigger: { id: "t" }, value },
  });

/** Settles units in this order of work; each is [unit, place in the order of receipt]. */
function settleAll(units) {
  let entry;
  const outcomes = units.map(([unit, received]) => {
    const { entry: after, ...outcome } = settle({ ...unit, received }, entry);
    entry = after;
    return outcome;
  });
  return { entry, outcomes };
}

test("a status that differs from the newest, and was sent later, is news", () => {
  const rows = stored(order("delivered", 1), order("canceled", 2));
  assert.deepEqual(judge(order("delivered", 3), rows), { is: "news" });
  assert.deepEqual(judge(order("Delivered", 3), rows), { is: "news" });
  assert.deepEqual(judge(order("delivered", 3), stored(order("delivered", 1), order("On Hold", 2))), { is: "news" });
});

test("any other unit with a known key is a duplicate of the row with that key", () => {
  const rows = stored(order("delivered", 1), order("canceled", 2), {
    ...order("delivered", 3),
    key: returnKey(order("delivered", 3)),
  });
  const of = (unit) => {
    const verdict = judge(unit, rows);
    assert.equal(verdict.is, "duplicate");
    return rows.indexOf(verdict.of);
  };
  assert.equal(of(order("delivered", 1)), 0, "the same bytes");
  assert.equal(of(order("canceled", 2)), 1, "the same bytes in between");
  assert.equal(of(order("delivered", 3)), 2, "the same news again");
  assert.equal(of(order("delivered", 0)), 0, "older than every row");
  assert.equal(of(order("canceled", 0)), 1, "another status, and older");
  assert.equal(of(order("canceled", 3)), 1, "another status of the same second");
  assert.equal(of(order("canceled", null)), 1, "another status without a time");
});

test("news that is already stored is a duplicate, even if later rows have no time", () => {
  const back = { ...order("delivered", 5), key: returnKey(order("delivered", 5)) };
  const rows = stored(order("delivered", 1), order("canceled", 4), back, order("On Hold", null), order("Waiting", 2));
  assert.deepEqual(judge(order("delivered", 5), rows), { is: "duplicate", of: rows[2] });
});

test("the newest status, sent again later, moves its row's time in any order of receipt", () => {
  const rows = stored(order("canceled", 2), order("delivered", 3), order("On Hold", 1));
  assert.deepEqual(judge(order("delivered", 4), rows), { is: "later", of: rows[1] });
});

test("only a known status of a Xoxoday order can return", () => {
  assert.equal(canReturn(order("delivered", 1)), true);
  assert.equal(canReturn(order("cancelled", null)), true);
  const others = [
    order("On Hold", 1),
    read(xoxoday, { id: 1, data: {} }),
    read(optondemand, { event: "ORDER_STATUS_UPDATED", data: { orderId: 1, status: "delivered" } }),
    read(isendu, { order: [{ uuid: "a", status: "delivered" }] }),
    trigger("we_1", 1, 1),
  ];
  for (const unit of others) assert.equal(canReturn(unit), false, unit.kind);
});

test("keys of returned news differ by order, status and second, and from all providers' keys", () => {
  const units = [
    order("delivered", 1),
    order("delivered", 2),
    order("canceled", 1),
    order("delivered", 1, 11),
    order("delivered", 1, "20240207120001:xoxoday:delivered:1"),
    order("delivered", 1, "x".repeat(128)),
    order("delivered", 1, "\0"),
  ];
  const keys = [...units.map(returnKey), ...new Set(units.map(({ dedupeKey }) => dedupeKey))];
  assert.equal(new Set(keys).size, keys.length);
  for (const key of keys) assert.ok(Buffer.byteLength(key) <= 512 && !key.includes("\0"));
  assert.equal(returnKey(order("delivered", 1)), "again:20240207120001:xoxoday:delivered:1");
});

test("each status has its effect once, however often the order returns to it", () => {
  const news = ["delivered", "canceled", "delivered", "cancelled", "delivered"];
  const { entry, outcomes } = settleAll(news.map((status, second) => [order(status, second), second]));
  assert.deepEqual(
    outcomes.map(({ state, effect }) => [state, effect]),
    [
      ["applied", "xoxoday:delivered:1"],
      ["applied", "xoxoday:canceled:1"],
      ["applied", null],
      ["applied", null],
      ["applied", null],
    ],
  );
  assert.deepEqual(
    [entry.state, entry.events, entry.effects],
    ["delivered", 5, ["xoxoday:delivered:1", "xoxoday:canceled:1"]],
  );
});

test("a superseded unit has no effect, and a newer one with the same status has", () => {
  const { entry, outcomes } = settleAll([
    [order("canceled", 2), 1],
    [order("delivered", 1), 2],
    [order("delivered", 3), 3],
  ]);
  assert.deepEqual(
    outcomes.map(({ state, effect }) => [state, effect]),
    [
      ["applied", "xoxoday:canceled:1"],
      ["superseded", null],
      ["applied", "xoxoday:delivered:1"],
    ],
  );
  assert.equal(entry.events, 2);
});

test("the effect key of a credit is its transaction's key", () => {
  const credit = (id) =>
    read(reward, {
      id,
      type: "balance.credit_points_issued",
      data: { user: { id: "u" }, transaction: { id: "T", amount: 1 } },
    });
  const { entry, outcomes } = settleAll([
    [credit("we_1"), 1],
    [credit("we_2"), 2],
  ]);
  assert.deepEqual(
    outcomes.map(({ state, effect }) => [state, effect]),
    [
      ["applied", "reward:tx:T"],
      ["superseded", null],
    ],
  );
  assert.deepEqual(entry.effects, ["reward:tx:T"]);
});

test("each trigger is applied, in any order of receipt and work", () => {
  const triggers = [trigger("we_1", 3, 1), trigger("we_2", 1, 2), trigger("we_3", 2, 3)];
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [2, 0, 1],
  ]) {
    const { entry, outcomes } = settleAll(order.map((index) => [triggers[index], index]));
    assert.deepEqual(
      outcomes.map(({ state, effect }) => [state, effect]),
      order.map((index) => ["applied", `reward:we_${index + 1}`]),
    );
    // The entry shows the trigger that was received last.
    assert.deepEqual([entry.state, entry.version, entry.events, entry.received], ["3", "reward:we_3", 3, 2]);
    assert.deepEqual(entry.effects, [], "no other unit asks for a trigger's effect");
  }
});

test("the effect key of any other unit is its dedupeKey", () => {
  const units = [
    order("On Hold", 1),
    read(optondemand, { event: "ORDER_STATUS_UPDATED", data: { orderId: 1 } }),
    read(isendu, { order: [{ uuid: "a" }] }),
    read(isendu, { tracking: [{ uuid: "a\0" }] }),
    trigger("we_1", 1, 1),
  ];
  for (const unit of units) {
    assert.equal(effectOf(unit), unit.dedupeKey);
    const { entry, effect } = settle({ ...unit, received: 1 }, undefined);
    assert.deepEqual([effect, entry.effects], [unit.dedupeKey, []]);
  }
});
