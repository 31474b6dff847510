// Every sample in TypeScript compiles with the strictest options, with and without exact optional properties.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { blocks, RECIPE, sources } from "./documents.mjs";
import { providers, root, tsc } from "../support/files.mjs";
import { STRICTEST } from "../support/strictest.mjs";

const documents = Object.keys(sources)
  .map((path) => [path, blocks(sources[path].replace(RECIPE, ""), "ts")])
  .filter(([, found]) => found.length > 0);
const isWorker = (sample) => /\bD1Database\b|cloudflare:workers/.test(sample);

/** Compiles samples, each as its own module. Returns the compiler's output. */
async function compiled(samples, options) {
  const folder = mkdtempSync(`${root}pkg-tests/node_modules/.types-`);
  try {
    const files = samples.map((_, at) => `sample-${at}.mts`);
    for (const [at, sample] of samples.entries()) writeFileSync(join(folder, files[at]), `${sample}\nexport {};\n`);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { ...STRICTEST, erasableSyntaxOnly: true, ...options }, files }),
    );
    return (await promisify(execFile)(process.execPath, [tsc, "-p", folder]).catch((error) => error)).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const all = documents.flatMap(([, samples]) => samples);
for (const [platform, samples, types] of [
  ["Node", all.filter((sample) => !isWorker(sample)), "node"],
  ["Workers", all.filter(isWorker), "@cloudflare/workers-types"],
]) {
  for (const exactOptionalPropertyTypes of [true, false]) {
    test(`samples for ${platform}, ${exactOptionalPropertyTypes ? "exact" : "inexact"} optional properties`, async () => {
      assert.ok(samples.length > 0);
      assert.equal(await compiled(samples, { exactOptionalPropertyTypes, types: [types], lib: ["es2024"] }), "");
    });
  }
}

test("a mistake in a sample is found", async () => {
  const [sample] = all.filter((each) => each.includes("OPTONDEMAND_SECRET") && !isWorker(each));
  const wrong = sample.replace("event.dedupeKey", "event.dedupekey");
  assert.notEqual(wrong, sample);
  assert.match(await compiled([wrong], { types: ["node"] }), /error TS/);
});

test("the README and each guide have a server and a delivery in TypeScript", () => {
  for (const path of ["README.md", ...providers.map((name) => `src/providers/${name}/README.md`)])
    assert.ok(blocks(sources[path], "ts").length >= 2, path);
});

test("no document has samples in JavaScript", () => {
  for (const [path, text] of Object.entries(sources)) assert.deepEqual(blocks(text, "js"), [], path);
});
