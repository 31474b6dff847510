// Compares the package with a model (model/), a second implementation of the contract: both get the same input, and the whole
// outcomes must be equal. See `properties.mjs` for how to repeat a failure and how to run for longer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import * as api from "countersign";
import { drawBodies, drawLargeBatch } from "./draw/bodies.mjs";
import { withRemains } from "./draw/configs.mjs";
import { drawDeliveries } from "./draw/deliveries.mjs";
import { drawEvents } from "./draw/events.mjs";
import { BODY_TRAITS, tally, traits } from "./draw/reached.mjs";
import { providers, vectors } from "../support/files.mjs";
import { outcome, STATUS } from "./model/faults.mjs";
import { model } from "./model/index.mjs";
import { latest } from "./model/ordering.mjs";
import { holds, seed, shown } from "../support/properties.mjs";
import { runVectors } from "./vectors.mjs";

// Most of the time of an error goes into its stack.
Error.stackTraceLimit = 0;

/** Asserts that the package and the model have the same outcome, and returns it. `what` names the call in a failure. */
function same(what, ours, theirs) {
  const [actual, expected] = [outcome(ours), outcome(theirs)];
  if (!isDeepStrictEqual(actual, expected)) {
    assert.fail(`${what}: the package gives ${shown(actual)},\nthe model ${shown(expected)}`);
  }
  return expected;
}

/** Makes the same call of the package and of the model. */
const both = (what, call) =>
  same(
    what,
    () => call(api),
    () => call(model),
  );

test("the model passes the shared vectors", () => {
  const { run, failures } = runVectors(model, vectors);
  assert.deepEqual(failures, []);
  assert.ok(run > 2000);
});

test(`parse: bodies of every kind (SEED=${seed})`, (context) => {
  const reached = tally();
  const draw = (choices) => {
    const name = choices.pick(providers);
    const body = drawBodies(choices)(name);
    const size = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
    const options = choices.oneIn(8) ? { maxBodyBytes: Math.max(1, size + choices.pick([-1, 0, 1])) } : {};
    return { name, body, options };
  };
  const all = holds(12_000, draw, ({ name, body, options }) => {
    const ends = both("parse", (providers) => providers[name].parse(body, options));
    reached.add(...traits(name, ends));
  });
  if (all) reached.assertReached(context, BODY_TRAITS);
});

test(`parse: batches near the largest number of elements (SEED=${seed})`, (context) => {
  const reached = tally();
  const all = holds(40, drawLargeBatch, (body) => {
    const { value, error } = both("parse", ({ isendu }) => isendu.parse(body));
    reached.add(error?.code ?? value.kind);
  });
  if (all) reached.assertReached(context, ["batch", "too_many_elements"]);
});

/** The trust that a delivery can reach for each provider, and the position of the key. */
const byKey = (trust) => [0, 1, 2].map((keyIndex) => `${trust} ${keyIndex}`);
const PROVEN = {
  isendu: [...byKey("url-token"), "none null"],
  optondemand: byKey("signature"),
  reward: [...byKey("url-token"), "none null"],
  xoxoday: [...byKey("shared-secret"), ...byKey("url-token"), "none null"],
};

test(`verify and receive: the trust of a delivery, and which error comes first (SEED=${seed})`, (context) => {
  const reached = tally();
  const draw = (choices) => {
    const name = choices.pick(providers);
    return { name, ...drawDeliveries(choices)(name) };
  };
  const all = holds(3_000, draw, ({ name, config, incomings }) => {
    const { value: prepared } = both("receiver", (providers) => typeof providers[name].receiver(config));
    const receiver = prepared && api[name].receiver(config);
    for (const incoming of incomings) {
      for (const call of ["verify", "receive"]) {
        const plain = () => model[name][call](incoming, config);
        const { value, error } = same(call, () => api[name][call](incoming, config), plain);
        if (receiver) same(`${call} of a receiver`, () => receiver[call](incoming), plain);
        reached.add(error?.code ?? `${name} ${value.trust} ${value.keyIndex}`);
      }
    }
  });
  const proven = providers.flatMap((name) => PROVEN[name].map((what) => `${name} ${what}`));
  // The first only comes from `confirm`, and the second only from large batches.
  const codes = Object.keys(STATUS).filter((code) => code !== "unknown_key_id" && code !== "too_many_elements");
  if (all) reached.assertReached(context, [...proven, ...codes]);
});

test(`confirm: when the secret is returned (SEED=${seed})`, (context) => {
  const reached = tally();
  const draw = (choices) => {
    const body = drawBodies(choices)("isendu");
    const { value: event } = outcome(() => model.isendu.parse(body));
    const [right, other] = [
      { keyId: event?.keyId ?? "K", secret: 's"é' },
      { keyId: "other", secret: "another" },
    ];
    const later = { ...right, secret: "later" };
    const damaged = { ...right, [choices.pick(["keyId", "secret"])]: withRemains(choices, "K") };
    const credentials = choices.pick([
      right,
      [other, right, later],
      other,
      [other],
      { ...right, secret: "" },
      [],
      damaged,
      [right, damaged],
    ]);
    return { body, credentials };
  };
  const all = holds(1_000, draw, ({ body, credentials }) => {
    const { value, error } = both("confirm", ({ isendu }) => isendu.confirm(body, credentials));
    reached.add(error?.code ?? (value === null ? "null" : String(value.status)));
  });
  if (all) reached.assertReached(context, ["200", "null", "unknown_key_id", "invalid_config", "invalid_json"]);
});

test(`supersedes: any two events (SEED=${seed})`, (context) => {
  const reached = tally();
  const draw = (choices) => {
    const name = choices.pick(providers);
    return { name, events: drawEvents(choices).pair(name) };
  };
  const all = holds(10_000, draw, ({ name, events }) => {
    const { value } = both("supersedes", (providers) => providers[name].supersedes(...events));
    reached.add(`${name} ${value}`);
    if (events.every(({ kind }) => kind === "trigger_event.created"))
      assert.equal(value, null, "a trigger event never supersedes another");
  });
  const answers = providers.flatMap((name) => [true, false, null].map((value) => `${name} ${value}`));
  if (all) reached.assertReached(context, answers);
});

test(`latest: the newest of each uuid (SEED=${seed})`, () => {
  const draw = (choices) => drawEvents(choices).list();
  holds(4_000, draw, (items) => {
    const kept = api.isendu.latest(items);
    assert.deepEqual(
      kept.map((item) => items.indexOf(item)),
      latest(items).map((item) => items.indexOf(item)),
    );
  });
});
