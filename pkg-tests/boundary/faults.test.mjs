// A fault inside the module only affects one call: the next one works, even on existing receivers. Runs against the test
// build (`make faults`): the package's own code, with extra exports that cause faults, and at most 64 MiB of memory.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { alive, collect, count } from "../support/instances.mjs";
import { root } from "../support/files.mjs";

const { faults, providers, WebhookError } = await import(`${root}target/faults/faults.mjs`);
const { isendu, optondemand, reward } = providers;

const secret = "whsec_test_0123456789abcdef";
const urlToken = "tok_5f2c9d7e41b84a06";
const order = '{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":"7"}}';
const headers = { "x-signature": `sha256=${createHmac("sha256", secret).update(order).digest("hex")}` };
const credentials = { keyId: "K", secret: "s" };

/** For each provider: a config, a delivery that it accepts, and one that it refuses. */
const DELIVERIES = {
  isendu: [
    { urlToken },
    { body: '{"order":[{"uuid":"o-1","updated":"2025-07-08T12:34:56Z"}]}', url: `/${urlToken}` },
    { url: "/tok_0a1b2c3d4e5f6071" },
  ],
  optondemand: [{ secret }, { body: order, headers }, { body: `${order} ` }],
  reward: [{ urlToken }, { body: '{"id":"a","type":"b"}', url: `/${urlToken}` }, { url: "/" }],
  xoxoday: [{ apiKey: "k" }, { body: '{"id":1}', headers: { "x-api-key": "k" } }, { headers: { "x-api-key": "K" } }],
};

/** Every kind of call. */
const CALLS = Object.entries(DELIVERIES).flatMap(([name, [config, genuine, change]]) => {
  const provider = providers[name];
  const receiver = provider.receiver(config);
  const forged = { ...genuine, ...change };
  return [
    [`${name}.verify`, () => provider.verify(genuine, config)],
    [`${name}.verify, forged`, () => provider.verify(forged, config)],
    [`${name}.receive`, () => provider.receive(genuine, config)],
    [`${name}.receive, forged`, () => provider.receive(forged, config)],
    [`${name}.parse`, () => provider.parse(genuine.body)],
    [`${name}.receiver`, () => Object.keys(provider.receiver(config))],
    [`a receiver of ${name}, verify`, () => receiver.verify(genuine)],
    [`a receiver of ${name}, receive`, () => receiver.receive(genuine)],
    [`a receiver of ${name}, receive, forged`, () => receiver.receive(forged)],
  ];
});
const events = ["56", "57"].map((seconds) => optondemand.parse(order.replace("56Z", `${seconds}Z`)));
CALLS.push(
  ["isendu.confirm", () => isendu.confirm('{"keyId":"K"}', credentials)],
  ["isendu.confirm, unknown", () => isendu.confirm('{"keyId":"L"}', credentials)],
  ["isendu.latest", () => isendu.latest(isendu.parse(DELIVERIES.isendu[1].body).orders)],
  ["optondemand.supersedes", () => optondemand.supersedes(events[1], events[0])],
);

function outcome(call) {
  try {
    return { value: call() };
  } catch (error) {
    return error instanceof WebhookError ? { code: error.code, retryUseful: error.retryUseful } : { thrown: error };
  }
}
const expected = new Map(CALLS.map(([name, call]) => [name, outcome(call)]));

test("without a fault every call has its expected outcome, on one instance", () => {
  for (const [name, { value, code }] of expected) {
    assert.equal(
      code,
      name.endsWith("forged")
        ? name.includes("reward")
          ? "missing_token"
          : "mismatch"
        : name.endsWith("unknown")
          ? "unknown_key_id"
          : undefined,
      name,
    );
    assert.ok(code !== undefined || (value !== null && value !== undefined), name);
  }
  assert.equal(count(), 1);
});

const huge = new Uint8Array(65 << 20).fill(1);

const FAULTS = {
  "a panic": () => faults.panic(),
  "memory that is used up": () => faults.exhaustMemory(),
  "a body that does not fit into memory": () => reward.parse(huge, { maxBodyBytes: 512 << 20 }),
  "a key that does not fit into memory": () => optondemand.receiver({ secret: huge }),
  "a stack that overflows": () => faults.overflowStack(0),
};

for (const [name, fault] of Object.entries(FAULTS)) {
  test(`${name} is a RuntimeError, and the next call works`, () => {
    for (const [what, call] of CALLS) {
      assert.throws(fault, (error) => error instanceof WebAssembly.RuntimeError);
      assert.deepEqual(outcome(call), expected.get(what), what);
    }
  });

  test(`${name} twice is a RuntimeError twice`, () => {
    for (let time = 0; time < 2; time += 1) assert.throws(fault, WebAssembly.RuntimeError);
  });

  test(`${name} while the arguments of a call are read doesn't affect that call`, () => {
    const { url, body } = DELIVERIES.reward[1];
    const during = (given) => {
      let thrown;
      const incoming = {
        body,
        get url() {
          ({ thrown } = outcome(fault));
          return given;
        },
      };
      const result = outcome(() => reward.receive(incoming, { urlToken }));
      assert.ok(thrown instanceof WebAssembly.RuntimeError);
      return result;
    };
    assert.deepEqual(during(url), expected.get("reward.receive"));
    assert.deepEqual(during("/"), expected.get("reward.receive, forged"));
  });
}

for (const [name, next] of [CALLS[0], CALLS.at(-1)]) {
  test(`the next call wipes the memory of a failed instance, after ${name}`, () => {
    outcome(next);
    const { memory } = alive().at(-1).exports;
    // The keys fit into memory, but their copies don't.
    const half = huge.subarray(0, 20 << 20);
    assert.throws(() => optondemand.receiver({ secret: [secret, half, half] }), WebAssembly.RuntimeError);
    assert.ok(Buffer.from(memory.buffer).includes(secret), "nothing to overwrite");
    outcome(next);
    assert.ok(Buffer.from(memory.buffer).equals(Buffer.alloc(memory.buffer.byteLength)));
  });
}

/** Makes a call near the end of the stack, at each depth up to the deepest possible one. */
function nearTheLimit(call, depths, ...padding) {
  const outcomes = [];
  const descend = (...locals) => {
    let canGoOn = true;
    try {
      canGoOn = descend(...locals);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    if (canGoOn && outcomes.length < depths) outcomes.push(outcome(call));
    return outcomes.length < depths;
  };
  descend(...padding);
  return outcomes;
}

test("near the end of JavaScript's stack a call throws or succeeds, and the next one works", (context) => {
  const tally = {};
  for (const [name, call] of CALLS) {
    const right = expected.get(name);
    // Frames of several sizes, so that the stack ends at many different places inside the call.
    for (const padding of [[], [1], [1, 2, 3], [1, 2, 3, 4, 5, 6, 7]]) {
      for (const result of nearTheLimit(call, 200, ...padding)) {
        const kind = result.thrown ? result.thrown.name : (result.code ?? "value");
        tally[kind] = (tally[kind] ?? 0) + 1;
        if (result.thrown) assert.ok(result.thrown instanceof RangeError, `${name}: ${result.thrown}`);
        else if (result.code === undefined || !result.retryUseful) assert.deepEqual(result, right, name);
      }
      assert.deepEqual(outcome(call), right, name);
    }
  }
  context.diagnostic(`outcomes near the limit: ${JSON.stringify(tally)}`);
  assert.ok(tally.RangeError > 0 && tally.value > 0);
});

test("the limit of a body is checked before anything is copied", () => {
  const before = count();
  for (const body of [huge, huge.buffer, new DataView(huge.buffer), "x".repeat(65 << 20)]) {
    for (const call of [
      () => reward.parse(body),
      () => optondemand.receive({ body, headers }, { secret }),
      () => isendu.confirm(body, credentials),
    ]) {
      assert.equal(outcome(call).code, "body_too_large");
    }
  }
  assert.equal(count(), before);
});

test("after hundreds of faults only one instance is alive", async () => {
  const before = count();
  for (let time = 0; time < 300; time += 1) {
    assert.throws(Object.values(FAULTS)[time % 2], WebAssembly.RuntimeError);
    reward.parse(DELIVERIES.reward[1].body);
  }
  assert.ok(count() - before >= 300);
  await collect();
  assert.equal(alive().length, 1);
});
