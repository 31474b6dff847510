// The types with each version of TypeScript from 5.0, the strictest options, and the types of each runtime.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";

const STRICTEST = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  isolatedModules: true,
  target: "es2022",
};
const NODE16 = { module: "node16", moduleResolution: "node16" };
const BUNDLER = { module: "esnext", moduleResolution: "bundler" };
const DOM = { lib: ["es2022", "dom", "dom.iterable"], types: [] };
const WORKERS = { lib: ["es2022"], types: ["@cloudflare/workers-types"] };
const NODE = { lib: ["es2022"], types: ["node"] };

/** Compiles a file of this folder. Returns the compiler's output. */
async function compiled(version, file, options) {
  const folder = mkdtempSync(`${root}pkg-tests/node_modules/.types-`);
  try {
    copyFileSync(`${root}pkg-tests/package/types/${file}`, join(folder, file.replace(/\.ts$/, ".mts")));
    const config = { compilerOptions: { ...STRICTEST, ...options }, files: [file.replace(/\.ts$/, ".mts")] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = `${root}pkg-tests/node_modules/${version}/bin/tsc`;
    return (await promisify(execFile)(process.execPath, [tsc, "-p", folder]).catch((error) => error)).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [version, name, options] of [
  ["typescript-5.0", "node16, DOM", { ...NODE16, ...DOM, exactOptionalPropertyTypes: true, skipLibCheck: false }],
  ["typescript-5.0", "bundler, DOM", { ...BUNDLER, ...DOM }],
  ["typescript-5.4", "node16, Workers", { ...NODE16, ...WORKERS, exactOptionalPropertyTypes: true }],
  ["typescript-5.4", "bundler, Node", { ...BUNDLER, ...NODE }],
  ["typescript", "bundler, Workers", { ...BUNDLER, ...WORKERS, exactOptionalPropertyTypes: true }],
  ["typescript", "node16, Node", { ...NODE16, ...NODE }],
]) {
  const exact = options.exactOptionalPropertyTypes ? "exact" : "inexact";
  test(`${version}, ${name}, ${exact} optional properties`, async () => {
    assert.equal(await compiled(version, "surface.ts", options), "");
  });
}

test("requests of Azure Functions and undici are accepted", async () => {
  assert.equal(
    await compiled("typescript", "requests.ts", { ...NODE16, ...NODE, exactOptionalPropertyTypes: true }),
    "",
  );
});

test("no hover shows Rust, and no exported type is derived from members of another", () => {
  const types = readFileSync(`${installed}/index.d.ts`, "utf8");
  const comments = types.match(/\/\*\*[^]*?\*\//g);
  assert.ok(comments.length > 100);
  for (const comment of comments)
    assert.doesNotMatch(comment, /```|\w::\w|&str|\bOption<|\bVec<|\.unwrap\(|\blet \w+ =/, comment);
  assert.doesNotMatch(types.replace(/\/\*\*[^]*?\*\//g, ""), /\b(Omit|Pick|Required|Partial)<|\[\w+ in /);
});
