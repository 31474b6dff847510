// `make test ONLY=…` runs the steps and files that it names, and fails if it names none.

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

test("a folder's name chooses its files, but not files elsewhere with the word in their name", () => {
  assert.deepEqual(selectSteps(STEPS, "boundary"), of("boundary/kinds", "boundary/faults"));
  assert.deepEqual(selectSteps(STEPS, "Recipes"), [STEPS[2]]);
});

test("a part of a folder's name doesn't choose the folder", () => {
  assert.throws(() => selectSteps(STEPS, "recip"), /recip/);
  assert.throws(() => selectSteps(STEPS, "conform"), /conform/);
});

test("a test file's name, or a part of it, chooses the matching files in all folders", () => {
  assert.deepEqual(selectSteps(STEPS, "model"), of("conformance/model"));
  assert.deepEqual(selectSteps(STEPS, "boundary-"), of("package/boundary-types"));
  assert.deepEqual(selectSteps(STEPS, "types"), [
    ...of("package/boundary-types"),
    ["frameworks", "node", "--test", "t/recipes/types.test.mjs"],
  ]);
});

test("several words choose a folder, a file and a whole step together", () => {
  assert.deepEqual(selectSteps(STEPS, "boundary,model"), of("boundary/kinds", "boundary/faults", "conformance/model"));
  assert.deepEqual(selectSteps(STEPS, "javascript,boundary"), [STEPS[1]]);
});

test("a word that matches nothing is an error, even if another word matches", () => {
  for (const words of ["boundry", "boundary,boundry", "", " , ", "t/boundary"])
    assert.throws(() => selectSteps(STEPS, words), /no step/, words);
});
