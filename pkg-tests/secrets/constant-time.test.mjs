// The path of the built module through a comparison of secrets (which functions and loops it enters, how often, and which
// addresses it reads and writes) depends neither on the secrets nor on where they differ.

import assert from "node:assert/strict";
import { test } from "node:test";
import { altered, claimFor, COMPARISONS, digits, PLACES } from "./comparisons.mjs";
import { root } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";
import { instrument, load } from "../support/steps.mjs";

const module = instrument(`${installed}/countersign.wasm`, { accesses: true });

/**
 * Runs a comparison in a fresh instance, and returns its second run: in the first, the allocator's addresses depend on the
 * earlier work for the config.
 */
async function run(name, accepted, claim) {
  const { providers, custom, count } = await load(`${installed}/core.js`, module);
  const call = COMPARISONS[name]({ ...providers, custom }, accepted)(claim);
  count(call);
  const { steps, way, error } = count(call);
  return { steps, way, outcome: error?.code ?? "match" };
}

/** Runs each case, checks that all have the same outcome and the same path, and returns both. */
async function oneWay(name, outcome, cases, compared = (way) => way) {
  let first;
  for (const [label, [accepted, claim]] of Object.entries(cases)) {
    const way = await run(name, accepted, claim);
    first ??= { ...way, outcome };
    assert.ok(way.steps > 500, `only ${way.steps} steps`);
    assert.deepEqual(compared(way), compared(first), label);
  }
  return first;
}

const others = Array.from({ length: 7 }, (_, place) => digits(place + 8));
const lengths = [16, 63, 64, 65, 200].map((length) => "y".repeat(length));
const each = (values, make) => Object.fromEntries(Object.entries(values).map(([label, value]) => [label, make(value)]));

for (const name of Object.keys(COMPARISONS)) {
  const claim = claimFor(name, digits());
  const mismatch = name === "keyId" ? "unknown_key_id" : "mismatch";

  test(`${name}: the path doesn't depend on which digit of the claim is wrong`, async () => {
    const wrong = await oneWay(
      name,
      mismatch,
      each(PLACES, (places) => [[digits()], altered(claim, places)]),
    );
    const right = await run(name, [digits()], claim);
    assert.equal(right.outcome, "match");
    assert.notEqual(right.way, wrong.way, "the path must show a difference that exists");
  });

  test(`${name}: the path doesn't depend on which digit of the secret differs`, async () => {
    await oneWay(
      name,
      mismatch,
      each(PLACES, (places) => [[digits(...places)], claim]),
    );
  });

  test(`${name}: the path doesn't depend on the secret, if the claim is right`, async () => {
    const secrets = each(PLACES, (places) => digits(...places));
    await oneWay(
      name,
      "match",
      each(secrets, (secret) => [[secret], claimFor(name, secret)]),
    );
  });

  test(`${name}: the path doesn't depend on which of eight secrets matches`, async () => {
    const lists = Array.from({ length: 8 }, (_, position) => others.toSpliced(position, 0, digits()));
    // The answer to a confirmation comes from the entry that matched.
    const compared = name === "keyId" ? ({ steps, outcome }) => ({ steps, outcome }) : undefined;
    await oneWay(
      name,
      "match",
      each(lists, (accepted) => [accepted, claim]),
      compared,
    );
  });

  test(`${name}: the path doesn't depend on how similar the wrong secrets are`, async () => {
    const near = Object.values(PLACES).map((places) => digits(...places));
    const lists = {
      near,
      far: near.map((_, place) => digits(...PLACES.all.slice(place))),
      alike: near.map(() => near[0]),
    };
    await oneWay(
      name,
      mismatch,
      each(lists, (accepted) => [accepted, claim]),
    );
  });

  if (name !== "keyId") {
    test(`${name}: the path doesn't depend on the length of the secret`, async () => {
      await oneWay(
        name,
        mismatch,
        each(lengths, (secret) => [[secret], claim]),
      );
    });
  }
}

test("a comparison that stops at the first difference is found", async () => {
  const leaky = instrument(`${root}target/faults/named.wasm`, { accesses: true });
  const steps = [];
  for (const places of [PLACES.first, PLACES.last]) {
    const { faults, count } = await load(`${root}target/faults/faults.mjs`, leaky);
    const [left, right] = [digits(), digits(...places)].map((text) => new TextEncoder().encode(text));
    steps.push(count(() => faults.leakyEqual(left, right)).steps);
  }
  const [first, last] = steps;
  assert.ok(last >= first + 63, `${first} and ${last} steps`);
});
