// A failing property test prints the smallest input and how to repeat it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { holds, holdsAsync, seed, shown } from "./properties.mjs";

/** Returns the message of a property that fails. */
function failureOf(runs, draw, check) {
  try {
    holds(runs, draw, check);
  } catch ({ message }) {
    return message;
  }
  return assert.fail("the property held");
}

/** Draws a list of up to 19 numbers below 1 000. */
const numbers = ({ times, below }) => times(20, () => below(1000));

for (const [name, draw, isRight, smallest] of [
  ["a number gets as small as possible", numbers, (list) => list.every((one) => one < 137), "[ 137 ]"],
  [
    "items are removed from the front, the middle and the end of a list, and later choices stay",
    (choices) => [numbers(choices), choices.below(1000)],
    ([list, later]) => later < 500 || list.filter((one) => one >= 800).length < 2,
    "[ [ 800, 800 ], 500 ]",
  ],
  [
    "steps that failed before are tried again after other steps",
    ({ below }) => [below(1000), below(1000)],
    ([least, number]) => number < least || number < 1,
    "[ 0, 1 ]",
  ],
  ["a list gets as short as possible", numbers, (list) => list.length < 3, "[ 0, 0, 0 ]"],
  ["an input that doesn't matter gets empty", numbers, () => false, "[]"],
  [
    "a rare choice is replaced by the common one",
    ({ oneIn, below }) => [oneIn(3), below(50)],
    ([, number]) => number < 7,
    "[ false, 7 ]",
  ],
  [
    "a choice is replaced by the first one",
    ({ pick, below }) => [pick(["plain", "rare"]), below(50)],
    ([, number]) => number < 7,
    "[ 'plain', 7 ]",
  ],
]) {
  test(`a failure shrinks: ${name} (SEED=${seed})`, () => {
    const message = failureOf(500, draw, (value) => {
      if (!isRight(value)) throw new Error("wrong");
    });
    const found = /^for (.*)$/m.exec(message)[1];
    assert.equal(found, smallest, message);
  });
}

test(`every number and every length is drawn about as often (SEED=${seed})`, () => {
  const counts = { lengths: Array(10).fill(0), numbers: Array(10).fill(0), rare: 0 };
  const draw = ({ below, oneIn, times }) => [times(10, () => 0).length, below(10), oneIn(10)];
  const all = holds(10_000, draw, ([length, number, isRare]) => {
    counts.lengths[length] += 1;
    counts.numbers[number] += 1;
    counts.rare += isRare ? 1 : 0;
  });
  if (!all) return;
  const runs = counts.numbers.reduce((sum, count) => sum + count);
  for (const count of [...counts.lengths, ...counts.numbers, counts.rare])
    assert.ok(count > 0.07 * runs && count < 0.13 * runs, JSON.stringify(counts));
});

const PROPERTY = `
  import assert from "node:assert/strict";
  import { holds } from "./properties.mjs";
  let runs = 0;
  const draw = ({ times, below }) => times(20, () => below(1000));
  try {
    const all = holds(500, draw, (list) => {
      runs += 1;
      assert.ok(Number(process.env.LEAST) > list.reduce((sum, one) => sum + one, 0));
    });
    console.log("held", all, runs);
  } catch (error) {
    console.log(error.message);
    console.log("runs", runs);
  }
`;

function run(variables) {
  const { SEED: _seed, RUNS: _runs, CASE: _case, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", PROPERTY], {
    cwd: import.meta.dirname,
    env: { ...env, ...variables },
    encoding: "utf8",
  });
  return stdout + stderr;
}

test("the SEED and CASE that a failure prints repeat it", () => {
  const failed = run({ LEAST: 5000, SEED: 7 });
  const { found } = /^(?<found>for .*)$/m.exec(failed).groups;
  const { path } = /SEED=7 CASE=(?<path>[\d:]+) repeats/.exec(failed).groups;
  assert.ok(Number(/^runs (\d+)$/m.exec(failed)[1]) > 10, failed);

  const again = run({ LEAST: 5000, SEED: 7, CASE: path });
  assert.ok(again.includes(`${found}\n`), again);
  assert.match(again, /^runs 1$/m, "without the search");

  assert.equal(run({ LEAST: 5000, SEED: 7 }), failed, "the seed alone finds the same failure");
  assert.notEqual(run({ LEAST: 5000, SEED: 8 }), failed);
});

test(`choices stay within their limits while a failure shrinks (SEED=${seed})`, () => {
  const draw = ({ below }) => {
    const limit = 1 + below(100);
    return [limit, below(limit), below(2)];
  };
  const beyond = [];
  const message = failureOf(500, draw, ([limit, number, bit]) => {
    if (number >= limit || bit > 1) beyond.push([limit, number, bit]);
    if (number > 20) throw new Error("wrong");
  });
  assert.match(message, /^for \[ 22, 21, 0 \]$/m);
  assert.deepEqual(beyond, []);
});

test("a case that no longer fails does not count as the whole test", () => {
  assert.match(run({ LEAST: Infinity, SEED: 7, CASE: "3" }), /^held false \d+\n$/);
});

test("RUNS makes a test longer", () => {
  assert.equal(run({ LEAST: Infinity, RUNS: 3 }), "held true 1500\n");
});

test("a failure shows what was thrown", () => {
  const messages = [new TypeError("odd"), "text", undefined].map((thrown) =>
    failureOf(1, numbers, () => {
      throw thrown;
    }),
  );
  assert.match(messages[0], /^TypeError: odd\n +at /, "an error with its stack");
  assert.match(messages[1], /^'text'\nfor /);
  assert.match(messages[2], /^undefined\nfor /);
  const unequal = failureOf(1, numbers, () => assert.equal(1, 2, "one is not two"));
  assert.match(unequal, /^one is not two\n[^]*\nfor /);
  assert.doesNotMatch(unequal, /^ +at /m, "no stack for an assertion");
});

test("a check that returns a value is an error, because a promise that rejects would pass", () => {
  for (const check of [async () => {}, () => false, () => true])
    assert.match(failureOf(1, numbers, check), /a check must throw or return nothing/);
});

test("a check with a promise: a rejection is a failure that gets smaller, and a value is an error", async () => {
  const wrong = async (list) => assert.ok(list.every((one) => one < 137));
  await assert.rejects(
    holdsAsync(500, numbers, wrong),
    /^Error: [^]*\nfor \[ 137 \]\n[^]*SEED=\d+ CASE=[\d:]+ repeats/,
  );
  for (const check of [async () => false, () => true])
    await assert.rejects(holdsAsync(1, numbers, check), /a check must throw or return nothing/);
  let runs = 0;
  const all = await holdsAsync(20, numbers, async () => {
    runs += 1;
  });
  if (all) assert.ok(runs >= 20, `${runs} runs`);
});

test("bytes are shown as text, at any depth", () => {
  const bytes = Uint8Array.of(0x7b, 0xff);
  for (const value of [bytes, bytes.buffer, new DataView(bytes.buffer), Buffer.from(bytes)])
    assert.equal(shown({ list: [value] }), "{ list: [ { latin1: '{ÿ' } ] }");
  for (const value of [null, undefined, "x", 5, Object.create(null)]) assert.equal(typeof shown([value]), "string");
});
