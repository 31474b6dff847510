// Which of two events is newer (contract, section 8): the cases in src/providers/<name>/ordering.json, which `ordering.rs` runs
// natively, and values that only JavaScript can pass.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as countersign from "countersign";
import { providers, root } from "../support/files.mjs";

const { isendu, optondemand, reward, xoxoday } = countersign;

for (const name of providers) {
  const provider = countersign[name];
  const { documents, supersedes, latest } = JSON.parse(
    readFileSync(`${root}src/providers/${name}/ordering.json`, "utf8"),
  );
  const events = Object.fromEntries(
    Object.entries(documents).map(([of, document]) => [of, subject(provider.parse(JSON.stringify(document)))]),
  );

  for (const [next, previous, expected] of supersedes) {
    test(`${name}: ${next} over ${previous}: ${expected}`, () => {
      assert.equal(provider.supersedes(events[next], events[previous]), expected);
    });
  }

  for (const [items, kept] of latest ?? []) {
    test(`${name}.latest of ${items.join("; ")}`, () => {
      const latest = provider.latest(items.map((item) => events[item]));
      assert.deepEqual(
        latest.map((event) => items.find((item) => events[item] === event)),
        kept,
        "the same objects",
      );
    });
  }
}

/** Returns the item to put in order: for isendu, the only order or tracking of a batch. */
function subject(event) {
  return event.kind === "batch" ? [...event.orders, ...event.trackings][0] : event;
}

test("steps only count if their length is a number", () => {
  const stepsOf = (length) => new Proxy([], { get: (list, name) => (name === "length" ? length : list[name]) });
  const event = (steps) => ({ uuid: "u", latestStepMs: 5, status: "in_transit", steps });
  assert.equal(isendu.supersedes(event(stepsOf(2)), event([{}])), true);
  for (const length of [{}, "2", null, undefined, Number.NaN, -1, 0.5, 2n, Symbol("2"), () => 2]) {
    assert.equal(isendu.supersedes(event(stepsOf(length)), event([{}])), false, String(length));
    assert.deepEqual(isendu.latest([event(stepsOf(length))]).length, 1);
  }
});

test("values that aren't events are refused", () => {
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
  assert.deepEqual(isendu.latest([]), []);
});
