import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isendu, optondemand, reward, xoxoday } from "countersign";
import { addAmounts } from "../../shared/ledger/amount.mjs";
import { balanceOf, credit, settle } from "../../shared/ledger/settle.mjs";
import { storableKey, storableText } from "../../shared/ledger/storable.mjs";
import { unitsOf } from "../../shared/ledger/units.mjs";

const read = (provider, document) => unitsOf(provider.parse(JSON.stringify(document)));
const received = (unit, number) => ({ ...unit, received: number });

const xoxodayAt = (second, deliveryStatus, orderId = 1) => {
  const createdAt = second === null ? "soon" : `2024-02-07 12:00:${second}`;
  return read(xoxoday, { id: 7, createdAt, data: { orderId, deliveryStatus } })[0];
};
const optondemandWith = (data, timestamp = "2025-07-08T12:34:56Z") =>
  read(optondemand, { event: "ORDER_STATUS_UPDATED", timestamp, data })[0];
const creditOf = (amount, id, transactionId = "T1", userId = "u1") =>
  read(reward, {
    id,
    type: "balance.credit_points_issued",
    data: { user: { id: userId }, transaction: { id: transactionId, amount } },
  })[0];

/** Settles units in this order; each is [unit, place in the order of receipt]. */
function ledgerOf(units) {
  const entries = new Map();
  const states = units.map(([unit, number]) => {
    const { state, entry } = settle(received(unit, number), entries.get(unit.subject));
    if (entry) entries.set(entry.subject, entry);
    const balance = state === "applied" ? balanceOf(unit) : null;
    if (balance) entries.set(balance, credit(received(unit, number), entries.get(balance)));
    return state;
  });
  return { states, entries };
}

test("the subjects of each provider", () => {
  const subjects = (provider, document) => read(provider, document).map(({ kind, subject }) => [kind, subject]);
  assert.deepEqual(subjects(xoxoday, { id: 1, data: { orderId: 26663453, deliveryStatus: "delivered" } }), [
    ["order.delivery_status", "26663453"],
  ]);
  assert.deepEqual(subjects(optondemand, { event: "ORDER_STATUS_UPDATED", data: { orderId: "433564" } }), [
    ["ORDER_STATUS_UPDATED", "433564"],
  ]);
  assert.deepEqual(subjects(isendu, { order: [{ uuid: "o-1" }], tracking: { uuid: "t-1" } }), [
    ["order", "order:o-1"],
    ["tracking", "tracking:t-1"],
  ]);
  assert.deepEqual(
    subjects(reward, { id: "we_1", type: "trigger_event.created", data: { user: { id: 5 }, trigger: { id: "paid" } } }),
    [["trigger_event.created", "user:5"]],
  );
  assert.deepEqual(creditOf(1, "we_1").subject, "tx:T1");
});

test("an event without a subject is stored under its dedupeKey", () => {
  const documents = [
    [xoxoday, { id: 1, data: {} }],
    [optondemand, { event: "ORDER_STATUS_UPDATED", data: { price: 1 } }],
    [optondemand, { event: "ORDER_REFUNDED", data: { orderId: "433564" } }],
    [isendu, { parcel: [] }],
    [isendu, { order: [] }],
    [isendu, { order: [{ status: "pending" }] }],
    [reward, { id: "we_1", type: "balance.expired" }],
  ];
  for (const [provider, document] of documents) {
    const [unit, ...others] = read(provider, document);
    assert.equal(unit.subject, unit.dedupeKey);
    assert.deepEqual(others, []);
  }
});

test("a batch is split into its orders and trackings, each with its own key", () => {
  const units = read(isendu, {
    order: [{ uuid: "a", updated: "x" }, {}, { uuid: "a", updated: "y" }],
    tracking: [{ uuid: "a" }],
  });
  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  assert.deepEqual(
    units.map(({ dedupeKey }) => dedupeKey),
    [
      `isendu:order:a:sha256:${sha256('{"uuid":"a","updated":"x"}')}`,
      `isendu:order:a:sha256:${sha256('{"uuid":"a","updated":"y"}')}`,
      `isendu:tracking:a:sha256:${sha256('{"uuid":"a"}')}`,
    ],
  );
});

test("a confirmation has no unit", () => {
  assert.deepEqual(read(isendu, { keyId: "k" }), []);
});

test("only an id that a database would refuse is replaced by its hash", () => {
  const uuid = (text) => read(isendu, { order: [{ uuid: text, updated: "u" }] })[0];
  assert.equal(uuid("日本").subject, "order:日本");
  for (const text of ["x".repeat(1_000_000), "a\0b", "日".repeat(200)]) {
    const { subject, dedupeKey, event } = uuid(text);
    assert.match(subject, /^key:sha256:[0-9a-f]{64}$/);
    assert.match(dedupeKey, /^key:sha256:[0-9a-f]{64}$/);
    assert.notEqual(subject, dedupeKey);
    assert.equal(event.uuid, text);
  }
  assert.notEqual(uuid("a\0b").subject, uuid("a\0c").subject);
  assert.equal(storableKey("k".repeat(512)), "k".repeat(512));
  assert.notEqual(storableKey("k".repeat(513)), "k".repeat(513));
});

test("a long text is cut, never within a character", () => {
  assert.equal(storableText("in\0transit"), "in␀transit");
  assert.equal(storableText("x".repeat(1000)).length, 200);
  assert.equal(storableText(`${"x".repeat(199)}🚀`), "x".repeat(199));
  assert.equal(storableText(`${"x".repeat(198)}🚀`), `${"x".repeat(198)}🚀`);
});

test("the newer status wins in any order of work", () => {
  const [before, after] = [xoxodayAt("01", "canceled"), xoxodayAt("02", "delivered")];
  const inOrder = ledgerOf([
    [before, 1],
    [after, 2],
  ]);
  assert.deepEqual(inOrder.states, ["applied", "applied"]);
  const overtaken = ledgerOf([
    [after, 1],
    [before, 2],
  ]);
  assert.deepEqual(overtaken.states, ["applied", "superseded"]);
  for (const { entries } of [inOrder, overtaken]) {
    assert.equal(entries.get("1").state, "delivered");
    assert.equal(entries.get("1").version, after.dedupeKey);
  }
  assert.deepEqual(
    [inOrder, overtaken].map(({ entries }) => entries.get("1").events),
    [2, 1],
  );
});

test("without a time, the unit that was received later wins in any order of work", () => {
  const [first, second] = [xoxodayAt(null, "canceled"), xoxodayAt(null, "delivered")];
  for (const units of [
    [
      [first, 1],
      [second, 2],
    ],
    [
      [second, 2],
      [first, 1],
    ],
  ]) {
    const { entries } = ledgerOf(units);
    assert.equal(entries.get("1").state, "delivered");
  }
  assert.deepEqual(
    ledgerOf([
      [second, 2],
      [first, 1],
    ]).states,
    ["applied", "superseded"],
  );
});

test("an entry survives being stored as JSON", () => {
  const stored = (entry) => JSON.parse(JSON.stringify(entry));
  const { entry } = settle(received(xoxodayAt("02", "delivered"), 1), undefined);
  assert.equal(settle(received(xoxodayAt("01", "canceled"), 2), stored(entry)).state, "superseded");
  assert.equal(settle(received(xoxodayAt("03", "canceled"), 3), stored(entry)).state, "applied");
});

test("each kind reports its state", () => {
  const state = (unit) => settle(received(unit, 1), undefined).entry.state;
  assert.equal(state(xoxodayAt("01", " Cancelled ")), "canceled");
  assert.equal(state(xoxodayAt("01", "On Hold")), "On Hold");
  assert.equal(state(optondemandWith({ orderId: 1, status: "PRINTED" })), "PRINTED");
  assert.equal(state(optondemandWith({ orderId: 1, status: 3 })), "ORDER_STATUS_UPDATED");
  assert.deepEqual(
    read(isendu, { order: [{ uuid: "a", status: "fullyfilled" }], tracking: [{ uuid: "a", status: "D" }] }).map(state),
    ["fulfilled", "delivered"],
  );
  const trigger = (value) =>
    read(reward, {
      id: "we_1",
      type: "trigger_event.created",
      data: { user: { id: 1 }, trigger: { id: "t" }, value },
    })[0];
  assert.equal(state(trigger(2.5)), "2.5");
  assert.equal(state(trigger(null)), "");
});

test("an unknown kind is applied without an entry", () => {
  for (const [provider, document] of [
    [optondemand, { event: "ORDER_REFUNDED" }],
    [isendu, { order: [] }],
    [reward, { id: "we_1", type: "x" }],
  ]) {
    const outcome = settle(received(read(provider, document)[0], 1), undefined);
    assert.deepEqual(outcome, { state: "applied", entry: undefined, effect: null });
  }
});

test("a transaction is booked once, and the sum is exact", () => {
  const { states, entries } = ledgerOf([
    [creditOf(0.1, "we_1", "T1"), 1],
    [creditOf(0.2, "we_2", "T2"), 2],
    [creditOf(0.1, "we_3", "T1"), 3],
    [creditOf(100, "we_4", "T4", "u2"), 4],
    [creditOf(-0.3, "we_5", "T5"), 5],
  ]);
  assert.deepEqual(states, ["applied", "applied", "superseded", "applied", "applied"]);
  const shown = (subject) => {
    const { state, version, events } = entries.get(subject);
    return { state, version, events };
  };
  assert.deepEqual(shown("tx:T1"), { state: "0.1", version: "reward:we_1", events: 1 });
  assert.deepEqual(shown("balance:u1"), { state: "0", version: "reward:we_5", events: 3 });
  assert.deepEqual(shown("balance:u2"), { state: "100", version: "reward:we_4", events: 1 });
});

test("a balance does not depend on the order of the work", () => {
  const units = [
    [creditOf(1, "we_1", "T1"), 1],
    [creditOf(2, "we_2", "T2"), 2],
    [creditOf(3, "we_3", "T3"), 3],
  ];
  const balances = [units, units.toReversed()].map((order) => ledgerOf(order).entries.get("balance:u1"));
  assert.deepEqual(balances[0], balances[1]);
});

test("no field of a delivery makes its work fail", () => {
  for (const asked of [{ poison: true }, { fail: true }, { throw: true }, { error: true }]) {
    assert.equal(settle(received(optondemandWith({ orderId: 1, ...asked }), 1), undefined).state, "applied");
  }
});

test("amounts are added as decimal numbers", () => {
  const sums = [
    ["0.1", "0.2", "0.3"],
    ["10.50", "0.50", "11"],
    ["1", "-2.5", "-1.5"],
    ["-0", "0", "0"],
    ["-0.00", "-0.001", "-0.001"],
    ["9007199254740993", "1", "9007199254740994"],
    ["1e3", "1E-3", "1000.001"],
    ["1.25e1", "-12.5", "0"],
    ["1.5e+2", "0", "150"],
    ["1e308", "1", `1${"0".repeat(307)}1`],
  ];
  for (const [a, b, sum] of sums) {
    assert.equal(addAmounts(a, b), sum);
    assert.equal(addAmounts(b, a), sum);
  }
});

test("an invalid or huge amount throws a RangeError", () => {
  for (const text of [
    "",
    "1.",
    ".5",
    "+1",
    "0x10",
    "1e",
    "1_000",
    " 1",
    "NaN",
    "1e-1000000000",
    "1e999999999",
    "1e-401",
    "1".repeat(401),
    `0.${"1".repeat(500)}`,
  ]) {
    assert.throws(() => addAmounts("0", text), RangeError, text);
  }
});
