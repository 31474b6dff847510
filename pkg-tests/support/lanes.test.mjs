// The test run starts some steps side by side.

import assert from "node:assert/strict";
import { test } from "node:test";
import { planLanes } from "./lanes.mjs";

const STEPS = ["build", "format", "lint", "unit", "browser", "load"].map((name) => [name, "run", name]);
const named = (steps, sideBySide) =>
  planLanes(steps, sideBySide).map((lanes) => lanes.map((lane) => lane.map(([name]) => name)));

test("without lanes, each step is alone", () => {
  assert.deepEqual(named(STEPS.slice(0, 3), []), [[["build"]], [["format"]], [["lint"]]]);
  assert.deepEqual(named([], []), []);
});

test("the steps of a lane keep their order, and the groups theirs", () => {
  const sideBySide = [
    [["build"], ["format", "lint"]],
    [["unit"], ["browser"]],
  ];
  assert.deepEqual(named(STEPS, sideBySide), [[["build"], ["format", "lint"]], [["unit"], ["browser"]], [["load"]]]);
});

test("a lane without chosen steps is left out", () => {
  const sideBySide = [[["build"], ["format", "lint"]]];
  assert.deepEqual(named(STEPS.slice(1, 4), sideBySide), [[["format", "lint"]], [["unit"]]]);
  assert.deepEqual(named([STEPS[0], STEPS[3]], sideBySide), [[["build"]], [["unit"]]]);
});

test("another step between two steps of a group divides it", () => {
  assert.deepEqual(named(STEPS.slice(0, 3), [[["build"], ["lint"]]]), [[["build"]], [["format"]], [["lint"]]]);
});

test("each step is planned exactly once, with its command", () => {
  const planned = planLanes(STEPS, [[["build", "unit"], ["format"]]]).flat(2);
  assert.deepEqual(planned, STEPS);
});
