// Runs every check and test, and sums them up. `make test` runs it and installs its tools first.
//
//   node pkg-tests/all.mjs                       everything
//   node pkg-tests/all.mjs --only clippy,boundary  the steps, the folders and the test files of these names
//   node pkg-tests/all.mjs --list                names the steps and the test files
//   node pkg-tests/all.mjs --check               formatting, lints and the native tests: the loop after an edit

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { root } from "./support/files.mjs";
import { planLanes } from "./support/lanes.mjs";
import { selectSteps } from "./support/select.mjs";

const { values: options } = parseArgs({
  options: { only: { type: "string" }, list: { type: "boolean" }, check: { type: "boolean" } },
});

const rustFiles = ["src", "pkg-tests"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true })
    .filter((file) => file.endsWith(".rs") && !file.includes("node_modules"))
    .map((file) => `${folder}/${file}`),
);
const clippy = (...of) => ["clippy", "--locked", "--quiet", ...of, "--", "-D", "warnings"];
const [, oldest] = /^rust-version = "(.+?)"/m.exec(readFileSync(`${root}Cargo.toml`, "utf8"));
const testFilesIn = (folder, recursive = false) =>
  readdirSync(`${root}${folder}`, { recursive })
    .filter((file) => file.endsWith(".test.mjs"))
    .map((file) => `${folder}/${file}`);

/** Node would run one file at a time on two cores. */
const nodeTests = (files) => ["node", "--test", `--test-concurrency=${files}`];

/** The frameworks have separate packages and separate steps. All other folders run in one step. */
const RECIPES = "recipes";
const recipes = testFilesIn(`pkg-tests/${RECIPES}`);
/** It uses packages of the matrix. Only one process at a time may install these. */
const OF_MATRIX = `pkg-tests/${RECIPES}/runtimes.test.mjs`;

const testFolders = readdirSync(`${root}pkg-tests`, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && ![RECIPES, "node_modules"].includes(entry.name),
);

const torture = (examples) => ["node", "js-example/lab/torture/index.mjs", "--short", "--only", examples];

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

/** For the bundle of the Worker, which the test files share. */
const scratch = `${tmpdir()}/countersign-tests-${randomUUID()}`;
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Later steps need it. */
const TARBALL = "the tarball";

const STEPS = [
  // Without the flags of an outer make: its jobs and its -B are not for this one.
  [TARBALL, "env", "-u", "MAKEFLAGS", "make", "--no-print-directory", "test-packages"],
  ["formatting, Rust", "rustfmt", "--check", "--edition", "2024", ...rustFiles],
  ["formatting, JavaScript", ...biome("format")],
  // Clippy needs no libFuzzer, and to compile it would take a quarter of this step. So the path leads nowhere.
  [
    "clippy, native",
    "env",
    "CUSTOM_LIBFUZZER_PATH=/none/libnone.a",
    "cargo",
    ...clippy("--all-targets", "--workspace", "--all-features"),
  ],
  [
    "clippy, wasm",
    "cargo",
    ...clippy(
      ...["--all-targets", "-p", "countersign", "-p", "countersign-faults", "--features", "countersign/js-diagnose"],
      ...["--target", "wasm32-unknown-unknown"],
    ),
  ],
  ["lint, JavaScript", ...biome("lint", "--error-on-warnings")],
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
  ["the oldest Rust", "cargo", `+${oldest}`, "check", "--locked", "--quiet", "--all-features"],
  [
    "a target without std",
    "cargo",
    "check",
    "--locked",
    "--quiet",
    "--no-default-features",
    "--target",
    "thumbv7em-none-eabi",
  ],
  ["Rust, native", "cargo", "test", "--locked", "--quiet", "--all-features"],
  ["Rust, without std", "cargo", "test", "--locked", "--quiet", "--no-default-features", "--lib", "--test", "api"],
  // Without debug information, which the test runner would read for seconds and not use.
  ["Rust, in WebAssembly", "env", "CARGO_PROFILE_DEV_STRIP=debuginfo", "wasm-pack", "test", "--node", "--", "--locked"],
  ["JavaScript, on Node", ...nodeTests(2), ...testFolders.flatMap(({ name }) => testFilesIn(`pkg-tests/${name}`))],
  ["the examples' tests", "env", `BUNDLE=${scratch}/bundle`, ...nodeTests(2), ...testFilesIn("js-example/test", true)],
  ["frameworks", ...nodeTests(2), ...recipes.filter((file) => file !== OF_MATRIX)],
  ["runtimes and bundlers", "node", "pkg-tests/runtimes/matrix/run.mjs", "--quick"],
  ["frameworks of the matrix", ...nodeTests(1), OF_MATRIX],
  ["the example", "node", "js-example/demo/index.mjs"],
  ["torture of Node, in short", ...torture("node-sqlite,node-postgres")],
  ["torture of others, in short", ...torture("two-hosts,worker")],
  ["fuzzing, in short", "node", "pkg-tests/fuzz/run.mjs", "--seconds", "2", "--jobs", "1"],
  ["hostile load, in short", "node", "js-example/lab/hostile/index.mjs", "--short"],
];

/** The lanes that run at the same time, by the names of their steps. No step judges a speed, and some mostly wait. */
const SIDE_BY_SIDE = [
  [
    [
      "formatting, Rust",
      "formatting, JavaScript",
      "clippy, native",
      "clippy, wasm",
      "lint, JavaScript",
      "documentation",
      "the oldest Rust",
      "a target without std",
      "Rust, native",
      "Rust, without std",
      "Rust, in WebAssembly",
    ],
    [TARBALL],
  ],
  [
    ["JavaScript, on Node", "frameworks"],
    ["the examples' tests", "the example"],
    ["runtimes and bundlers", "frameworks of the matrix"],
  ],
  [["fuzzing, in short"], ["torture of Node, in short"], ["torture of others, in short", "hostile load, in short"]],
];

for (const name of SIDE_BY_SIDE.flat(2)) {
  if (!STEPS.some(([step]) => step === name)) throw new Error(`no step is called ${name}`);
}

/** Runs a command, with its output shown or not; returns whether it succeeded, its output, and the tests that it counted. */
function run(command, args, isShown) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.on("data", (chunk) => {
        output += chunk;
        if (isShown) to.write(chunk);
      });
    }
    child.on("error", (error) => resolve({ ok: false, output, passed: 0, failed: 0, problem: error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, output, ...count(output) }));
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

/** Runs a step, and adds its name and its time to the result. */
async function runStep([name, command, ...args], isShown) {
  const started = Date.now();
  const result = await run(command, args, isShown);
  return { name, seconds: (Date.now() - started) / 1000, ...result };
}

const LAST_LINES = 25;

const results = [];
for (const lanes of planLanes(steps, SIDE_BY_SIDE)) {
  // The output of the first lane shows the progress. That of the others follows when all have ended.
  await Promise.all(
    lanes.map(async (lane, at) => {
      const isShown = at === 0;
      for (const step of lane) {
        console.log(`\n==> ${step[0]}${isShown ? "" : ", at the same time"}`);
        results.push({ ...(await runStep(step, isShown)), isShown });
      }
    }),
  );
  for (const result of results.filter(({ isShown }) => !isShown)) {
    console.log(`\n==> ${result.name}, which ran at the same time\n${result.output}`);
    result.isShown = true;
  }
  if (results.some(({ name, ok }) => name === TARBALL && !ok)) break;
}

const orderOf = ({ name }) => steps.findIndex(([step]) => step === name);
results.sort((one, other) => orderOf(one) - orderOf(other));

// Again, because a log may be long, or show only its end.
for (const { name, output, problem } of results.filter(({ ok }) => !ok)) {
  const lines = output.trimEnd().split("\n").slice(-LAST_LINES);
  console.log(
    `\n==> ${name} ${problem ? "did not start:" : "failed. Its last lines:"}\n${problem ?? lines.join("\n")}`,
  );
}

const notRun = steps.length - results.length;
if (notRun > 0) console.log(`\nThe tarball was not built and installed, so ${notRun} other steps did not run.`);

console.log("\n==> summary");
for (const { name, seconds, ok, passed, failed, problem } of results) {
  const tests = passed + failed > 0 ? `${passed} passed, ${failed} failed` : "";
  console.log(
    `${ok ? "ok    " : "FAILED"}  ${name.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s  ${problem ?? tests}`,
  );
}
// A step without counted tests counts as one.
const checks = results.map(({ ok, passed, failed }) =>
  passed + failed > 0 ? { passed, failed: failed || Number(!ok) } : { passed: Number(ok), failed: Number(!ok) },
);
const total = (which) => checks.reduce((sum, check) => sum + check[which], 0);
console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
