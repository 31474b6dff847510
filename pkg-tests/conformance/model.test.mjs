// The package against a model that says the same a second time (model/): what is drawn goes through both, and each outcome
// is compared whole. Seeded, so that a failure can be repeated: SEED=<number> chooses another run, RUNS=<number> makes it
// that many times as long.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect, isDeepStrictEqual } from "node:util";
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
import { generator } from "../support/random.mjs";
import { runVectors } from "./vectors.mjs";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.RUNS ?? 1);
// What an error costs is mostly its stack.
Error.stackTraceLimit = 0;

/** Goes through the providers in turn, so many times in all. */
function repeat(times, run) {
  for (let time = 0; time < times * RUNS; time += 1) run(providers[time % providers.length]);
}

/** Shows a value, and the bytes in it as a text with a character for each. */
const shown = (value) => inspect(legible(value), { depth: null, maxArrayLength: null, maxStringLength: null });
function legible(value) {
  if (Object.getPrototypeOf(Object(value)) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, legible(inner)]));
  }
  const { buffer = value, byteOffset, byteLength } = ArrayBuffer.isView(value) ? value : {};
  return buffer instanceof ArrayBuffer
    ? { latin1: Buffer.from(buffer, byteOffset, byteLength).toString("latin1") }
    : value;
}

/** Asserts that a call of the package ends as that of the model does, and returns how. */
function same(input, ours, theirs) {
  const [actual, expected] = [outcome(ours), outcome(theirs)];
  if (!isDeepStrictEqual(actual, expected)) {
    assert.fail(
      `the package gives ${shown(actual)},\nthe model ${shown(expected)},\nfor ${shown(input)} (SEED=${seed})`,
    );
  }
  return expected;
}

/** The same call of the package and of the model. */
const both = (input, call) =>
  same(
    input,
    () => call(api),
    () => call(model),
  );

test("the model gives what the shared vectors expect", () => {
  const { run, failures } = runVectors(model, vectors);
  assert.deepEqual(failures, []);
  assert.ok(run > 2000);
});

test(`parse: bodies of every kind (SEED=${seed})`, (context) => {
  const random = generator(seed);
  const drawBody = drawBodies(random);
  const reached = tally();
  repeat(12_000, (name) => {
    const body = drawBody(name);
    const size = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
    const options = random.below(8) ? {} : { maxBodyBytes: Math.max(1, size + random.pick([-1, 0, 1])) };
    reached.add(
      ...traits(
        name,
        both({ name, body, options }, (providers) => providers[name].parse(body, options)),
      ),
    );
  });
  reached.assertReached(context, BODY_TRAITS);
});

test(`parse: batches of about as many elements as there may be (SEED=${seed})`, (context) => {
  const random = generator(seed);
  const reached = tally();
  repeat(40, () => {
    const body = drawLargeBatch(random);
    const { value, error } = both(body.slice(0, 100), ({ isendu }) => isendu.parse(body));
    reached.add(error?.code ?? value.kind);
  });
  reached.assertReached(context, ["batch", "too_many_elements"]);
});

/** How much a delivery can prove to each provider, and by which of the keys. */
const byKey = (trust) => [0, 1, 2].map((keyIndex) => `${trust} ${keyIndex}`);
const PROVEN = {
  isendu: [...byKey("url-token"), "none null"],
  optondemand: byKey("signature"),
  reward: [...byKey("url-token"), "none null"],
  xoxoday: [...byKey("shared-secret"), ...byKey("url-token"), "none null"],
};

test(`verify and receive: what a delivery proves, and which fault is told (SEED=${seed})`, (context) => {
  const drawDelivery = drawDeliveries(generator(seed));
  const reached = tally();
  repeat(3_000, (name) => {
    const { config, incomings } = drawDelivery(name);
    const { value: prepared } = both({ name, config }, (providers) => typeof providers[name].receiver(config));
    const receiver = prepared && api[name].receiver(config);
    for (const incoming of incomings) {
      for (const call of ["verify", "receive"]) {
        const input = { name, call, incoming, config };
        const plain = () => model[name][call](incoming, config);
        const { value, error } = same(input, () => api[name][call](incoming, config), plain);
        if (receiver) same({ ...input, receiver }, () => receiver[call](incoming), plain);
        reached.add(error?.code ?? `${name} ${value.trust} ${value.keyIndex}`);
      }
    }
  });
  const proven = providers.flatMap((name) => PROVEN[name].map((what) => `${name} ${what}`));
  // One is told by `confirm` alone, and the other of large batches.
  const codes = Object.keys(STATUS).filter((code) => code !== "unknown_key_id" && code !== "too_many_elements");
  reached.assertReached(context, [...proven, ...codes]);
});

test(`confirm: who gets the secret (SEED=${seed})`, (context) => {
  const random = generator(seed);
  const drawBody = drawBodies(random);
  const reached = tally();
  repeat(1_000, () => {
    const body = drawBody("isendu");
    const { value: event } = outcome(() => model.isendu.parse(body));
    const [right, other] = [
      { keyId: event?.keyId ?? "K", secret: 's"é' },
      { keyId: "other", secret: "another" },
    ];
    const later = { ...right, secret: "later" };
    const damaged = { ...right, [random.pick(["keyId", "secret"])]: withRemains(random, "K") };
    const credentials = random.pick([
      right,
      [other, right, later],
      other,
      [other],
      { ...right, secret: "" },
      [],
      damaged,
      [right, damaged],
    ]);
    const { value, error } = both({ body, credentials }, ({ isendu }) => isendu.confirm(body, credentials));
    reached.add(error?.code ?? (value === null ? "null" : String(value.status)));
  });
  reached.assertReached(context, ["200", "null", "unknown_key_id", "invalid_config", "invalid_json"]);
});

test(`supersedes: any two events (SEED=${seed})`, (context) => {
  const { pair } = drawEvents(generator(seed));
  const reached = tally();
  repeat(10_000, (name) => {
    const events = pair(name);
    const { value } = both({ name, events }, (providers) => providers[name].supersedes(...events));
    reached.add(`${name} ${value}`);
    if (events.every(({ kind }) => kind === "trigger_event.created"))
      assert.equal(value, null, "an occurrence is no state");
  });
  reached.assertReached(
    context,
    providers.flatMap((name) => [true, false, null].map((value) => `${name} ${value}`)),
  );
});

test(`latest: the newest of each uuid (SEED=${seed})`, () => {
  const { list } = drawEvents(generator(seed));
  repeat(4_000, () => {
    const items = list();
    const kept = api.isendu.latest(items);
    assert.deepEqual(
      kept.map((item) => items.indexOf(item)),
      latest(items).map((item) => items.indexOf(item)),
      shown({ items }),
    );
  });
});
