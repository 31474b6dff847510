// The page on runtimes shows the results of the last run of the matrix, for all cells.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cells } from "./matrix/cells.mjs";
import { readResults, table } from "./matrix/report.mjs";
import { CHECKS, conform } from "./matrix/suite.mjs";
import { readPart } from "../support/readme-part.mjs";
import * as api from "countersign";
import * as web from "countersign/fetch";
import * as node from "countersign/node";
import * as testing from "countersign/testing";

const handlers = [web, node];

test("every cell has a result, in the order of the cells", () => {
  assert.deepEqual(
    readResults().map(({ cell }) => cell),
    cells.map(({ name }) => name),
    "run `make matrix`",
  );
});

test("each result is for the pinned version and covers all checks", async () => {
  for (const [at, { cell, version, passed, notRun }] of readResults().entries()) {
    if (notRun) continue;
    assert.equal(passed, cells[at].checks ?? Object.keys(CHECKS).length, cell);
    if (cells[at].shows) assert.equal(version, cells[at].version(), cell);
  }
});

test("the page's table shows these results", () => {
  assert.equal(readPart("matrix"), table(cells, readResults()), "run `make matrix`");
});

test("no two cells have the same name", () => {
  assert.equal(new Set(cells.map(({ name }) => name)).size, cells.length);
});

test("the suite finds faults in a broken package", () => {
  const count = Object.keys(CHECKS).length;
  assert.deepEqual(conform(api, testing, handlers), { passed: count, failed: [] });
  const accepts = { provider: "optondemand", trust: "signature", keyIndex: 0 };
  const broken = { ...api, optondemand: { ...api.optondemand, verify: () => accepts } };
  const noticed = conform(broken, testing, handlers).failed.map((failure) => failure.split(":")[0]);
  assert.deepEqual(noticed, [
    "a forged signature",
    "another body",
    "the second key of two",
    "a parsed body is refused",
    "an empty key is refused",
  ]);
  assert.equal(conform({}, {}, []).passed, 0);
});
