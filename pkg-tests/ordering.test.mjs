// Which of two events counts (contract, section 8).

import assert from "node:assert/strict";
import { test } from "node:test";
import { isendu, optondemand, reward, xoxoday } from "countersign";

const table = (provider, rows) => {
  for (const [next, previous, expected] of rows) {
    assert.equal(provider.supersedes(next, previous), expected, `${JSON.stringify(next)} over ${JSON.stringify(previous)}`);
  }
};

test("xoxoday: by the time of sending", () => {
  const sent = (createdAt, orderId = 7) => xoxoday.parse(JSON.stringify({ id: 1, data: { orderId, deliveryStatus: "delivered" }, createdAt }));
  const [early, late] = [sent("2024-02-07 12:25:45"), sent("2024-02-07 12:25:46")];
  const unrecognized = xoxoday.parse("{}");
  table(xoxoday, [
    [late, early, true],
    [early, late, false],
    [early, early, null],
    [late, sent("2024-02-07 12:25:45", 8), null],
    [late, sent("yesterday"), null],
    [sent(null), early, null],
    [unrecognized, early, null],
    [unrecognized, unrecognized, null],
    [sent("2025-01-01 00:00:00"), sent("2024-12-31 23:59:59"), true],
  ]);
});

test("optondemand: by the signed time", () => {
  const at = (timestamp, orderId = "7") => optondemand.parse(JSON.stringify({ event: "ORDER_STATUS_UPDATED", timestamp, data: { orderId } }));
  const [early, late] = [at("2025-07-08T12:34:56Z"), at("2025-07-08T12:34:56.001Z")];
  table(optondemand, [
    [late, early, true],
    [early, late, false],
    [early, at("2025-07-08T14:34:56+02:00"), null],
    [late, at("2025-07-08T12:34:56Z", "8"), null],
    [at("2025-07-08T12:34:56Z", null), at("2025-07-08T12:34:55Z", null), null],
    [at("no time"), early, null],
  ]);
});

test("reward: by time, then by id", () => {
  const credit = (id, time, transaction = "x", user = "u") =>
    reward.parse(JSON.stringify({ id, type: "balance.credit_points_issued", time, data: { user: { id: user }, transaction: { id: transaction, amount: 1 } } }));
  const trigger = (id, time) => reward.parse(JSON.stringify({ id, type: "trigger_event.created", time, data: { user: { id: "u" }, trigger: { id: "t" } } }));
  const [early, late] = ["2024-12-14T15:29:18Z", "2024-12-14T15:29:19Z"];
  table(reward, [
    [credit("a", late), credit("b", early), true],
    [credit("b", early), credit("a", late), false],
    [credit("b", late), credit("a", late), true],
    [credit("a", late), credit("b", late), false],
    [credit("a", late), credit("a", late), null],
    [credit("b", late), credit("a", early, "y"), null],
    [credit("b", late), credit("a", early, "x", "v"), null],
    [credit("b", late), credit("a", "no time"), null],
    [trigger("b", late), trigger("a", early), true],
    [trigger("b", late), credit("a", early), null],
    [reward.parse('{"id":"b","type":"other"}'), trigger("a", early), null],
  ]);
});

const order = (uuid, updated) => isendu.parse(JSON.stringify({ order: [{ uuid, updated }] })).orders[0];
const tracking = (uuid, status, ...timestamps) =>
  isendu.parse(JSON.stringify({ tracking: [{ uuid, status, steps: timestamps.map((timestamp) => ({ timestamp })) }] })).trackings[0];
const [noon, one, two] = ["2024-03-22T12:00:00Z", "2024-03-22T13:00:00Z", "2024-03-22T14:00:00Z"];

test("isendu: orders by their update", () => {
  table(isendu, [
    [order("o", one), order("o", noon), true],
    [order("o", noon), order("o", one), false],
    [order("o", noon), order("o", noon), null],
    [order("o", one), order("p", noon), null],
    [order("o", "soon"), order("o", noon), null],
    [order("o", one), tracking("o", "T", noon), null],
  ]);
});

test("isendu: trackings by their newest step, then by their steps, and nothing undoes a final state", () => {
  table(isendu, [
    [tracking("t", "T", noon, one), tracking("t", "P", noon), true],
    [tracking("t", "P", noon), tracking("t", "T", one), false],
    [tracking("t", "T", noon, noon), tracking("t", "P", noon), true],
    [tracking("t", "T", noon), tracking("t", "P", noon), null],
    [tracking("t", "T", one), tracking("u", "P", noon), null],
    [tracking("t", "T", one), tracking("t", "D", one), false],
    [tracking("t", "T", noon, one, one), tracking("t", "D", one), false],
    [tracking("t", "E", two), tracking("t", "D", one), true],
    [tracking("t", "T"), tracking("t", "R", one), false],
    [tracking("t", "T"), tracking("t", "D"), false],
    [tracking("t", "D", noon, one), tracking("t", "D", one), true],
    [tracking("t", "D", one), tracking("t", "T", noon), true],
    [tracking("t", "T"), tracking("t", "P", one), null],
    [tracking("t", "P"), tracking("t", "P"), null],
  ]);
});

test("isendu.latest keeps one of each uuid, in the order of their first appearance", () => {
  const a = [order("a", one), order("a", two), order("a", noon)];
  const b = [order("b", noon), order("b", noon)];
  const undated = order("a", "soon");
  assert.deepEqual(isendu.latest([a[0], b[0], a[1], b[1], a[2]]), [a[1], b[1]]);
  assert.strictEqual(isendu.latest([b[0], b[1]])[0], b[1], "the later where it cannot be told, and the very object");
  assert.strictEqual(isendu.latest([a[1], undated])[0], undated);
  assert.strictEqual(isendu.latest([a[1], undated, a[2]])[0], undated, "an older one does not hide behind an undated one");
  assert.strictEqual(isendu.latest([undated, a[1], a[2]])[0], a[1]);
  const parcels = [tracking("t", "D", one), tracking("t", "T", noon, one), tracking("u", "P")];
  assert.deepEqual(isendu.latest(parcels), [parcels[0], parcels[2]]);
  assert.deepEqual(isendu.latest([order("same", noon), tracking("same", "T", noon)]).length, 2);
  assert.deepEqual(isendu.latest([]), []);
});

test("what is no event", () => {
  const code = (code) => (error) => error.name === "WebhookError" && error.code === code;
  for (const wrong of [undefined, null, 5, "event", Symbol("event"), () => {}]) {
    for (const provider of [isendu, optondemand, reward, xoxoday]) {
      assert.throws(() => provider.supersedes(wrong, {}), code("invalid_argument"));
      assert.throws(() => provider.supersedes({}, wrong), code("invalid_argument"));
    }
    assert.throws(() => isendu.latest(wrong), code("invalid_argument"));
    assert.throws(() => isendu.latest([wrong]), code("invalid_argument"));
  }
  for (const provider of [isendu, optondemand, reward, xoxoday]) assert.equal(provider.supersedes({}, {}), null);
  assert.equal(xoxoday.supersedes({ orderId: 7, sentAt: "now" }, { orderId: 7, sentAt: "now" }), null);
  assert.throws(() => isendu.latest([{ updatedMs: 5 }]), code("invalid_argument"));
});
