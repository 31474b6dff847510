// The entry for the app router of Next.js: on Node, in a Worker with the compiled module, and without any module. Each case
// runs in its own process, because Node takes the bundler's conditions from its arguments.

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

/** Refuses to compile, as a Worker does. */
const NO_COMPILING = `WebAssembly.Module = function () { throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder"); };
`;

/** Resolves `countersign/module` with a hook, as the tool does that turns Next's build into a Worker. */
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

test("a Worker gets the compiled module", async () => {
  const { entry, ...report } = JSON.parse((await runs(WITH_MODULE + NO_COMPILING + SUITE)).stdout);
  assert.match(entry, /\/next\.js$/);
  assert.deepEqual(report, passes);
});

for (const [what, before] of [
  ["there is no module", ""],
  ["nothing goes by the module's name", NOT_FOUND],
]) {
  test(`if compiling is forbidden and ${what}, the runtime's own error is thrown`, async () => {
    const refusal = await runs(before + NO_COMPILING + SUITE).catch((error) => error);
    assert.equal(refusal.code, 1);
    assert.match(refusal.stderr, /CompileError: Wasm code generation disallowed by embedder/);
  });
}
