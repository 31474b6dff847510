// The way that the built module takes through a comparison of secrets (which functions and loops it enters, how often,
// and which places of memory it reads and writes) does not depend on what the secrets are, nor on where they differ.

import assert from "node:assert/strict";
import { test } from "node:test";
import { altered, claimFor, COMPARISONS, digits, PLACES } from "./comparisons.mjs";
import { root } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";
import { instrument, load } from "../support/steps.mjs";

const module = instrument(`${installed}/countersign.wasm`, { accesses: true });

/**
 * Runs one comparison in a fresh instance, a second time: where the allocator puts something in the first depends on what it
 * had to do before, for the config.
 */
async function run(name, accepted, claim) {
  const { providers, count } = await load(`${installed}/core.js`, module);
  const call = COMPARISONS[name](providers, accepted)(claim);
  count(call);
  const { steps, way, error } = count(call);
  return { steps, way, outcome: error?.code ?? "match" };
}

/** Runs each of the named cases, checks that all have the outcome and went the same way, and returns it. */
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

  test(`${name}: whichever digit of the claim is wrong`, async () => {
    const wrong = await oneWay(
      name,
      mismatch,
      each(PLACES, (places) => [[digits()], altered(claim, places)]),
    );
    const right = await run(name, [digits()], claim);
    assert.equal(right.outcome, "match");
    assert.notEqual(right.way, wrong.way, "a way that shows nothing would prove nothing");
  });

  test(`${name}: whichever digit of the secret is another`, async () => {
    await oneWay(
      name,
      mismatch,
      each(PLACES, (places) => [[digits(...places)], claim]),
    );
  });

  test(`${name}: whatever the secret is, when the claim is right`, async () => {
    const secrets = each(PLACES, (places) => digits(...places));
    await oneWay(
      name,
      "match",
      each(secrets, (secret) => [[secret], claimFor(name, secret)]),
    );
  });

  test(`${name}: whichever of eight secrets is the one`, async () => {
    const lists = Array.from({ length: 8 }, (_, position) => others.toSpliced(position, 0, digits()));
    // The answer to a confirmation is read from beside the one that matched.
    const compared = name === "keyId" ? ({ steps, outcome }) => ({ steps, outcome }) : undefined;
    await oneWay(
      name,
      "match",
      each(lists, (accepted) => [accepted, claim]),
      compared,
    );
  });

  test(`${name}: however near to it the wrong ones are`, async () => {
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
    test(`${name}: however long the secret is`, async () => {
      await oneWay(
        name,
        mismatch,
        each(lengths, (secret) => [[secret], claim]),
      );
    });
  }
}

test("a comparison that stops at the first difference is noticed", async () => {
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
