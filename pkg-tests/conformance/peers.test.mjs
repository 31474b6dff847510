// Defects that webhook libraries have shipped and that this one must not have: those of `peers.mjs` in each runtime, and those
// that need the package's files or their own build.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";
import { promisify } from "node:util";
import * as esm from "countersign";
import * as testing from "countersign/testing";
import { build } from "esbuild";
import { root } from "../support/files.mjs";
import { defects } from "./peers.mjs";
import { runWorkerd } from "../runtimes/workerd/run.mjs";

const cjs = createRequire(import.meta.url)("countersign");
const run = promisify(execFile);

for (const [name, check] of Object.entries(defects)) {
  test(`${name}: not here`, async () => {
    await check(esm);
    await check(cjs);
  });
}

for (const flags of [["nodejs_compat"], ["no_nodejs_compat"]]) {
  test(`none of them in workerd with ${flags}`, async () => {
    const output = await runWorkerd("2026-10-01", flags);
    assert.ok(output.includes(`defects: ${Object.keys(defects).length} run, 0 failed\n`), output);
  });
}

test("every number has a test", () => {
  const here = Object.keys(defects).map((name) => Number.parseInt(name, 10));
  assert.deepEqual(
    [...here, 30, 33].sort((a, b) => a - b),
    Array.from({ length: 33 }, (_, at) => at + 1),
  );
});

test("29: nothing works before an initialisation, which may fail: not in a new process", async () => {
  const call = 'reward.parse("{\\"id\\":\\"e\\",\\"type\\":\\"x\\"}").kind';
  const programs = {
    commonjs: `const { reward } = require("countersign"); console.log(${call});`,
    module: `import { reward } from "countersign"; console.log(${call});`,
  };
  for (const [type, program] of Object.entries(programs)) {
    const { stdout, stderr } = await run(process.execPath, [`--input-type=${type}`, "--eval", program], {
      cwd: `${root}pkg-tests`,
    });
    assert.equal(stdout + stderr, "unrecognized\n");
  }
});

test("30: a bundle for the edge needs modules of Node: not here", async () => {
  for (const condition of ["workerd", "edge-light", "import"]) {
    const { metafile, outputFiles } = await build({
      stdin: {
        contents: 'export * from "countersign"; export * as testing from "countersign/testing";',
        resolveDir: `${root}pkg-tests`,
      },
      bundle: true,
      format: "esm",
      platform: "neutral",
      conditions: [condition],
      external: ["*.wasm", "*.wasm?module"],
      metafile: true,
      write: false,
    });
    const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    assert.deepEqual(
      imported.filter((path) => !/\.wasm(\?module)?$/.test(path)),
      [],
      condition,
    );
    assert.doesNotMatch(outputFiles[0].text, /node:|\brequire\(|\bprocess\.|\bBuffer\b|__dirname/, condition);
  }
});

test("33: after a panic every call fails: not here", async (t) => {
  let instances = 0;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (...args) {
    instances += 1;
    return new Instance(...args);
  };
  t.after(() => (WebAssembly.Instance = Instance));
  const { faults, providers } = await import(`${root}target/faults/faults.mjs`);
  const { optondemand, reward } = providers;
  const secret = "whsec_test_0123456789abcdef";
  const headers = testing.optondemand.sign("{}", { secret });
  const receiver = optondemand.receiver({ secret });
  const calls = [
    () => assert.equal(receiver.verify({ body: "{}", headers }).trust, "signature"),
    () => assert.throws(() => receiver.verify({ body: "[]", headers }), { code: "mismatch" }),
    () => assert.equal(reward.parse('{"id":"e","type":"x"}').kind, "unrecognized"),
  ];
  for (const [panics, call] of calls.entries()) {
    assert.throws(() => faults.panic(), WebAssembly.RuntimeError);
    call();
    assert.equal(instances, 2 + panics, "an instance that panicked is not used again");
  }
});
