// The shared vectors against the installed tarball: as ES module, as CommonJS module, and inside workerd.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as esm from "countersign";
import { vectors } from "../support/files.mjs";
import { codes } from "../support/installed.mjs";
import { runVectors } from "./vectors.mjs";
import { runWorkerd } from "../runtimes/workerd/run.mjs";

const cjs = createRequire(import.meta.url)("countersign");

/** The codes that no vector reaches: one comes from handlers, the other needs a large body (`identity.test.mjs`). */
const ELSEWHERE = ["body_incomplete", "too_many_elements"];

for (const [name, api] of Object.entries({ "ES module": esm, CommonJS: cjs })) {
  test(`vectors, ${name}`, () => {
    const { run, failures, codes: reached } = runVectors(api, vectors);
    assert.deepEqual(failures, []);
    assert.ok(run > 2000, `only ${run} vectors were found`);
    assert.deepEqual(
      [...reached, ...ELSEWHERE].sort(),
      [...codes].sort(),
      "every error code in the types, and no other",
    );
  });
}

for (const { date, flags } of [
  { date: "2023-01-01", flags: [] },
  { date: "2026-07-01", flags: ["nodejs_compat"] },
  { date: "2026-10-01", flags: ["no_nodejs_compat"] },
]) {
  test(`vectors, workerd at ${date} ${flags}`, async () => {
    const output = await runWorkerd(date, flags);
    const [, run, failed] = /vectors: (\d+) run, (\d+) failed/.exec(output) ?? assert.fail(output);
    assert.ok(Number(run) > 2000 && failed === "0", output);
    const [, schemes, wrong] = /schemes: (\d+) run, (\d+) failed/.exec(output) ?? assert.fail(output);
    assert.ok(Number(schemes) > 100 && wrong === "0", output);
  });
}
