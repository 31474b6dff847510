// `make test ONLY=…` runs what it names, and fails where it names nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { selectSteps } from "./select.mjs";

const STEPS = [
  ["clippy, native", "cargo", "clippy"],
  [
    "JavaScript",
    "node",
    "--test",
    "t/boundary/kinds.test.mjs",
    "t/boundary/faults.test.mjs",
    "t/conformance/model.test.mjs",
    "t/package/boundary-types.test.mjs",
  ],
  ["frameworks", "node", "--test", "t/recipes/servers.test.mjs", "t/recipes/types.test.mjs"],
];
const of = (...files) => [["JavaScript", "node", "--test", ...files.map((file) => `t/${file}.test.mjs`)]];

test("a step's name chooses the whole step", () => {
  assert.deepEqual(selectSteps(STEPS, "Clippy"), [STEPS[0]]);
  assert.deepEqual(selectSteps(STEPS, "javascript, frameworks"), STEPS.slice(1));
});

test("a folder's name chooses its files, and no file elsewhere that has the word in its name", () => {
  assert.deepEqual(selectSteps(STEPS, "boundary"), of("boundary/kinds", "boundary/faults"));
  assert.deepEqual(selectSteps(STEPS, "Recipes"), [STEPS[2]]);
});

test("a part of a folder's name chooses no folder", () => {
  assert.throws(() => selectSteps(STEPS, "recip"), /recip/);
  assert.throws(() => selectSteps(STEPS, "conform"), /conform/);
});

test("a test file's name, or a part of it, chooses the file alone, in each folder", () => {
  assert.deepEqual(selectSteps(STEPS, "model"), of("conformance/model"));
  assert.deepEqual(selectSteps(STEPS, "boundary-"), of("package/boundary-types"));
  assert.deepEqual(selectSteps(STEPS, "types"), [
    ...of("package/boundary-types"),
    ["frameworks", "node", "--test", "t/recipes/types.test.mjs"],
  ]);
});

test("words add up: a folder, a file, a whole step", () => {
  assert.deepEqual(selectSteps(STEPS, "boundary,model"), of("boundary/kinds", "boundary/faults", "conformance/model"));
  assert.deepEqual(selectSteps(STEPS, "javascript,boundary"), [STEPS[1]]);
});

test("a word that matches nothing is an error, also beside one that matches", () => {
  for (const words of ["boundry", "boundary,boundry", "", " , ", "t/boundary"])
    assert.throws(() => selectSteps(STEPS, words), /no step/, words);
});
