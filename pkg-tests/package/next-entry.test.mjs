// The entry for the app router of Next.js, where it runs on Node, where a Worker has the compiled module, and where there
// is no module to be had. Each case is a process of its own: Node reads the names that a bundler sends from its arguments.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { installed } from "../support/installed.mjs";
import { CHECKS } from "../runtimes/matrix/suite.mjs";
import { root } from "../support/files.mjs";

const CONDITIONS = ["react-server", "module"].flatMap((name) => ["--conditions", name]);

const SUITE = `import { conform } from ${JSON.stringify(`${root}pkg-tests/runtimes/matrix/suite.mjs`)};
const [api, testing, web, node] = await Promise.all(["", "/testing", "/fetch", "/node"].map((path) => import("countersign" + path)));
console.log(JSON.stringify({ entry: import.meta.resolve("countersign"), ...conform(api, testing, [web, node]) }));`;

/** As a Worker does: what is not compiled beforehand is refused. */
const NO_COMPILING = `WebAssembly.Module = function () { throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder"); };
`;

/** Has a hook answer for `countersign/module`, as what makes a Worker of Next's build does. */
const hooked = (answer) => `import { readFileSync } from "node:fs";
import { register } from "node:module";
globalThis.compiled = new WebAssembly.Module(readFileSync(${JSON.stringify(`${installed}/countersign.wasm`)}));
const hook = ${JSON.stringify(`export const resolve = (name, context, next) => { if (name !== "countersign/module") return next(name, context); ${answer} };`)};
register("data:text/javascript," + encodeURIComponent(hook));
`;
const WITH_MODULE = hooked(
  'return { url: "data:text/javascript,export default globalThis.compiled;", shortCircuit: true };',
);
const NOT_FOUND = hooked('throw new Error("No such module");');

async function runs(program) {
  const args = [...CONDITIONS, "--input-type=module", "--eval", program];
  return promisify(execFile)(process.execPath, args, { cwd: `${root}pkg-tests` });
}

const passes = { passed: Object.keys(CHECKS).length, failed: [] };

test("Node compiles the bytes", async () => {
  const { entry, ...report } = JSON.parse((await runs(SUITE)).stdout);
  assert.match(entry, /\/next\.js$/);
  assert.deepEqual(report, passes);
});

test("a Worker is given the compiled module", async () => {
  const { entry, ...report } = JSON.parse((await runs(WITH_MODULE + NO_COMPILING + SUITE)).stdout);
  assert.match(entry, /\/next\.js$/);
  assert.deepEqual(report, passes);
});

for (const [what, before] of [
  ["there is no module", ""],
  ["nothing goes by the module's name", NOT_FOUND],
]) {
  test(`where nothing may be compiled and ${what}, the runtime's own error comes`, async () => {
    const refusal = await runs(before + NO_COMPILING + SUITE).catch((error) => error);
    assert.equal(refusal.code, 1);
    assert.match(refusal.stderr, /CompileError: Wasm code generation disallowed by embedder/);
  });
}
