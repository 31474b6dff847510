// `make test ONLY=…` runs what it names, and fails where it names nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { selectSteps } from "./select.mjs";

const STEPS = [
  ["clippy, native", "cargo", "clippy"],
  ["the package", "node", "--test", "pkg-tests/boundary/boundary.test.mjs", "pkg-tests/conformance/model.test.mjs"],
  ["frameworks", "node", "--test", "pkg-tests/recipes/servers.test.mjs"],
];

test("a step's name chooses the whole step", () => {
  assert.deepEqual(selectSteps(STEPS, "Clippy"), [STEPS[0]]);
  assert.deepEqual(selectSteps(STEPS, "package, frameworks"), [STEPS[1], STEPS[2]]);
});

test("a test file's name chooses this file alone", () => {
  assert.deepEqual(selectSteps(STEPS, "boundary"), [["the package", "node", "--test", "pkg-tests/boundary/boundary.test.mjs"]]);
});

test("a word may choose a file of a step that another word chooses whole", () => {
  assert.deepEqual(selectSteps(STEPS, "package,boundary"), [STEPS[1]]);
});

test("the folder of a test file is not its name", () => {
  assert.throws(() => selectSteps(STEPS, "recipes"), /recipes/);
});

test("a word that matches nothing is an error, also beside one that matches", () => {
  for (const words of ["boundry", "boundary,boundry", "", " , "]) assert.throws(() => selectSteps(STEPS, words), /no step/, words);
});
