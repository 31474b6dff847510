// The package in a new realm with only the language and WebAssembly, as a test runner may create one: without TextEncoder, with
// other classes than Node's, and with text of all UTF-8 lengths.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import * as outer from "countersign";
import { transformSync } from "esbuild";
import { root } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";

const context = createContext({});
const modules = new Map();

/** Loads a CommonJS file, or the suite as one, into the realm. */
function load(path) {
  if (!modules.has(path)) {
    const module = { exports: {} };
    modules.set(path, module);
    const source = readFileSync(path, "utf8");
    const code = path.endsWith(".mjs") ? transformSync(source, { format: "cjs" }).code : source;
    const run = runInContext(`(function (module, exports, require) {${code}\n})`, context, { filename: path });
    run(module, module.exports, (name) => load(resolve(dirname(path), name)));
  }
  return modules.get(path).exports;
}

const api = load(`${installed}/inline.cjs`);

test("this realm has no TextEncoder, and its own classes", () => {
  assert.deepEqual(
    [...runInContext("[typeof TextEncoder, typeof TextDecoder, typeof Buffer]", context)],
    Array(3).fill("undefined"),
  );
  assert.notEqual(runInContext("Uint8Array", context), Uint8Array);
});

test("the suite of the matrix passes", () => {
  const { CHECKS, conform } = load(`${root}pkg-tests/runtimes/matrix/suite.mjs`);
  const { passed, failed } = conform(
    api,
    load(`${installed}/testing.inline.cjs`),
    ["fetch", "node"].map((name) => load(`${installed}/${name}.handler.cjs`)),
  );
  assert.deepEqual([passed, ...failed], [Object.keys(CHECKS).length]);
});

test("text is encoded as by TextEncoder: each length of UTF-8, and its limits", () => {
  for (const text of [
    "",
    "\0",
    "\x7f",
    "\x80",
    "\u07ff",
    "\u0800",
    "\ud7ff",
    "\ue000",
    "\ufeff",
    "\uffff",
    "\u{10000}",
    "\u{10ffff}",
    "a\u00e9\u20ac\u{1f600}%25%",
    "\ufeffx",
  ]) {
    const body = JSON.stringify({ id: `e${text}`, type: "x", text });
    const [here, there] = [api, outer].map(({ reward }) => reward.parse(body));
    assert.deepEqual([here.id, here.dedupeKey, here.payload.text], [there.id, there.dedupeKey, there.payload.text]);
    assert.equal(here.payload.text, text);
  }
});

test("half a surrogate pair has no bytes in this realm either", () => {
  for (const { reward } of [api, outer])
    assert.throws(() => reward.parse('{"id":"\ud800"}'), { name: "WebhookError", code: "invalid_utf8" });
});

test("values of the other realm are read", () => {
  const body = '{"id":"e","type":"x"}';
  for (const bytes of [new TextEncoder().encode(body), new TextEncoder().encode(body).buffer, Buffer.from(body)]) {
    assert.equal(api.reward.parse(bytes).id, "e");
  }
});
