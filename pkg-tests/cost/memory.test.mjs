// After 300 000 calls of each kind, the module's memory and JavaScript's heap have not grown.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { collect, linearMemory } from "../support/instances.mjs";
import { optondemand, reward } from "countersign";

const CALLS = 300_000;
// Less than one byte for each call. The module's memory grows in pages, and may not grow at all.
const HEAP_TOLERANCE = 0.9 * CALLS;

// Most of the cost of an error is its stack, which doesn't matter here.
Error.stackTraceLimit = 0;

const secret = "whsec_test_0123456789abcdef";
const body = Buffer.from('{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":"7"}}');
const headers = { "x-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` };
const receiver = optondemand.receiver({ secret });
const forged = { body, headers: { "x-signature": `sha256=${"0".repeat(64)}` } };
const throwing = {
  body,
  get headers() {
    throw forged;
  },
};
const parsed = { body: JSON.parse(body), headers };

const fails = (code, call) => () => {
  try {
    call();
  } catch (error) {
    return error.code === code;
  }
  return false;
};

const KINDS = {
  "a genuine delivery, verified": () => receiver.verify({ body, headers }).trust === "signature",
  "a genuine delivery, received": () => receiver.receive({ body, headers }).orderId === "7",
  "a forged one": fails("mismatch", () => receiver.verify(forged)),
  "a body that isn't JSON": fails("invalid_json", () => reward.parse('{"id":')),
  "a getter that throws": fails("invalid_argument", () => receiver.verify(throwing)),
  "an invalid config": fails("invalid_config", () => optondemand.receiver({ secret: [secret, ""] })),
  "a body that was parsed": fails("body_not_raw", () => receiver.receive(parsed)),
};

/** The figures that would show a leak, in bytes. */
async function figures() {
  await collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { linear: linearMemory(), heap: heapUsed, arrayBuffers };
}

function run(call, times) {
  let wrong = 0;
  for (let time = 0; time < times; time += 1) if (call() !== true) wrong += 1;
  assert.equal(wrong, 0);
}

for (const [name, call] of Object.entries(KINDS)) {
  test(`${name}: 300 000 times`, async (context) => {
    run(call, CALLS / 6);
    const before = await figures();
    run(call, CALLS);
    const after = await figures();
    for (const figure of Object.keys(before))
      context.diagnostic(`${figure}: ${before[figure]} before, ${after[figure]} after`);
    assert.equal(after.linear, before.linear);
    assert.ok(after.heap - before.heap < HEAP_TOLERANCE, "the heap has grown");
    assert.ok(after.arrayBuffers - before.arrayBuffers < HEAP_TOLERANCE, "array buffers have been kept");
  });
}
