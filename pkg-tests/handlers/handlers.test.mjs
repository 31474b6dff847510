// Both handlers of the installed package: as ES modules, as CommonJS, and the one for web requests inside workerd.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as esm from "countersign";
import * as web from "countersign/fetch";
import * as node from "countersign/node";
import * as testing from "countersign/testing";
import { cases, webCases } from "./cases.mjs";
import { fetchFace } from "./fetch-face.mjs";
import { nodeFace } from "./node-face.mjs";
import { runWorkerd } from "../runtimes/workerd/run.mjs";

const require = createRequire(import.meta.url);
const cjs = require("countersign");

for (const [name, api, face, all] of [
  ["fetch", esm, fetchFace(web.createHandler), webCases],
  ["fetch, CommonJS", cjs, fetchFace(require("countersign/fetch").createHandler), webCases],
  ["node", esm, nodeFace(node.createHandler), cases],
  ["node, CommonJS", cjs, nodeFace(require("countersign/node").createHandler), cases],
]) {
  for (const [what, check] of Object.entries(all)) {
    test(`${name}: ${what}`, async () => {
      try {
        await check({ api, testing, face });
      } finally {
        face.close();
      }
    });
  }
}

for (const { date, flags } of [
  { date: "2023-01-01", flags: [] },
  { date: "2026-10-01", flags: ["nodejs_compat"] },
  { date: "2026-10-01", flags: ["no_nodejs_compat"] },
]) {
  test(`fetch, workerd at ${date} ${flags}`, async () => {
    const output = await runWorkerd(date, flags);
    assert.ok(output.includes(`handlers: ${Object.keys(webCases).length} run, 0 failed\n`), output);
  });
}

test("a handler throws the package's own error class, in both module formats", () => {
  const thrown = (call) => {
    try {
      return call();
    } catch (error) {
      return error;
    }
  };
  for (const { createHandler } of [web, node]) assert.ok(thrown(() => createHandler({})) instanceof esm.WebhookError);
  for (const subpath of ["fetch", "node"])
    assert.ok(thrown(() => require(`countersign/${subpath}`).createHandler({})) instanceof cjs.WebhookError);
});
