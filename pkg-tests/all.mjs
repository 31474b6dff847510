// Runs every check and test, one after the other, and sums them up. `make test` runs it and installs its tools first.
//
//   node pkg-tests/all.mjs                       everything
//   node pkg-tests/all.mjs --only clippy,boundary  the steps, the folders and the test files of these names
//   node pkg-tests/all.mjs --list                names the steps and the test files
//   node pkg-tests/all.mjs --check               formatting, lints and the native tests: the loop after an edit

import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { root } from "./support/files.mjs";
import { selectSteps } from "./support/select.mjs";

const { values: options } = parseArgs({
  options: { only: { type: "string" }, list: { type: "boolean" }, check: { type: "boolean" } },
});

const rustFiles = ["src", "pkg-tests"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true })
    .filter((file) => file.endsWith(".rs") && !file.includes("node_modules"))
    .map((file) => `${folder}/${file}`),
);
const clippy = (...of) => ["clippy", "--locked", "--quiet", "--all-targets", ...of, "--", "-D", "warnings"];
const [, oldest] = /^rust-version = "(.+?)"/m.exec(readFileSync(`${root}Cargo.toml`, "utf8"));
const testFilesIn = (folder) =>
  readdirSync(`${root}${folder}`)
    .filter((file) => file.endsWith(".test.mjs"))
    .map((file) => `${folder}/${file}`);

const testFilesBelow = (folder) =>
  readdirSync(`${root}${folder}`, { recursive: true })
    .filter((file) => file.endsWith(".test.mjs"))
    .map((file) => `${folder}/${file}`);

/** The frameworks have separate packages and a separate step. All other folders run in one step, all files at once. */
const RECIPES = "recipes";
const testFolders = readdirSync(`${root}pkg-tests`, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && ![RECIPES, "node_modules"].includes(entry.name),
);

/** Biome, over all JavaScript and TypeScript. */
const biome = (command, ...options) => [
  `${root}pkg-tests/node_modules/.bin/biome`,
  command,
  "--config-path=pkg-tests/support/javascript.jsonc",
  ...options,
  "src",
  "pkg-tests",
  "js-example",
];

const STEPS = [
  ["formatting, Rust", "rustfmt", "--check", "--edition", "2024", ...rustFiles],
  ["formatting, JavaScript", ...biome("format")],
  ["clippy, native", "cargo", ...clippy("--workspace", "--all-features")],
  [
    "clippy, wasm",
    "cargo",
    ...clippy(
      ...["-p", "countersign", "-p", "countersign-faults", "--features", "countersign/js-diagnose"],
      ...["--target", "wasm32-unknown-unknown"],
    ),
  ],
  ["lint, JavaScript", ...biome("lint", "--error-on-warnings")],
  [
    "licences and sources",
    "cargo",
    "deny",
    "--locked",
    "check",
    "--hide-inclusion-graph",
    "bans",
    "licenses",
    "sources",
  ],
  [
    "documentation",
    "env",
    "RUSTDOCFLAGS=-Dwarnings",
    "cargo",
    "doc",
    "--locked",
    "--quiet",
    "--no-deps",
    "--all-features",
  ],
  ["the oldest Rust", "cargo", `+${oldest}`, "check", "--locked", "--quiet", "--all-features", "--all-targets"],
  [
    "a target without std",
    "cargo",
    "build",
    "--locked",
    "--quiet",
    "--no-default-features",
    "--target",
    "thumbv7em-none-eabi",
  ],
  ["Rust, native", "cargo", "test", "--locked", "--quiet", "--all-features"],
  ["Rust, without std", "cargo", "test", "--locked", "--quiet", "--no-default-features", "--lib", "--test", "api"],
  ["Rust, in WebAssembly", "wasm-pack", "test", "--node", "--", "--locked"],
  ["JavaScript, on Node", "node", "--test", ...testFolders.flatMap(({ name }) => testFilesIn(`pkg-tests/${name}`))],
  ["frameworks", "node", "--test", ...testFilesIn(`pkg-tests/${RECIPES}`)],
  ["runtimes and bundlers", "node", "pkg-tests/runtimes/matrix/run.mjs", "--quick"],
  ["fuzzing, in short", "node", "pkg-tests/fuzz/run.mjs", "--seconds", "10"],
  ["the examples' tests", "node", "--test", "--test-concurrency=4", ...testFilesBelow("js-example/test")],
  ["the example", "node", "js-example/demo/index.mjs"],
  ["torture, in short", "node", "js-example/lab/torture/index.mjs", "--short"],
  ["hostile load, in short", "node", "js-example/lab/hostile/index.mjs", "--short"],
];

/** Runs a command with its output shown; returns whether it succeeded, and the tests that it counted. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.on("data", (chunk) => {
        output += chunk;
        to.write(chunk);
      });
    }
    child.on("error", (error) => resolve({ ok: false, passed: 0, failed: 0, problem: error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, ...count(output) }));
  });
}

function count(output) {
  const sum = (pattern) => [...output.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);
  return {
    passed: sum(/^test result: \w+\. (\d+) passed/gm) + sum(/^(?:#|ℹ) pass (\d+)$/gm),
    failed: sum(/^test result: \w+\. \d+ passed; (\d+) failed/gm) + sum(/^(?:#|ℹ) fail (\d+)$/gm),
  };
}

/** What an edit can break in a minute. */
const CHECK = ["formatting, Rust", "formatting, JavaScript", "lint, JavaScript", "clippy, native", "Rust, native"];

function chosen() {
  if (options.check) return STEPS.filter(([name]) => CHECK.includes(name));
  return options.only === undefined ? STEPS : selectSteps(STEPS, options.only);
}

const steps = chosen();
if (options.list) {
  for (const [name, ...command] of steps) {
    console.log(name);
    for (const file of command.filter((word) => word.endsWith(".test.mjs"))) console.log(`  ${file}`);
  }
  process.exit();
}

const results = [];
for (const [name, command, ...args] of steps) {
  console.log(`\n==> ${name}`);
  const started = Date.now();
  const result = await run(command, args);
  results.push({ name, seconds: (Date.now() - started) / 1000, ...result });
}

console.log("\n==> summary");
for (const { name, seconds, ok, passed, failed, problem } of results) {
  const tests = passed + failed > 0 ? `${passed} passed, ${failed} failed` : "";
  console.log(
    `${ok ? "ok    " : "FAILED"}  ${name.padEnd(24)} ${seconds.toFixed(1).padStart(7)} s  ${problem ?? tests}`,
  );
}
// A step without counted tests counts as one.
const checks = results.map(({ ok, passed, failed }) =>
  passed + failed > 0 ? { passed, failed: failed || Number(!ok) } : { passed: Number(ok), failed: Number(!ok) },
);
const total = (which) => checks.reduce((sum, check) => sum + check[which], 0);
console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
