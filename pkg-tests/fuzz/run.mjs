// Builds the fuzz targets and runs each for a given time; `make fuzz` and `make test` call it.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { root } from "../support/files.mjs";
import { targets, writeSeeds } from "./seeds.mjs";

const HELP = `usage: node pkg-tests/fuzz/run.mjs [--seconds N] [--jobs N] [target ...]

Runs each target (all of them, if none is named) for N seconds, some of them at once.
  --seconds N   how long each target runs (default 1800)
  --jobs N      how many run at once (default: the number of cores)
  targets: ${targets.join(", ")}

What was found is kept in target/fuzz: corpus/<target>, and artifacts/<target> for inputs that fail.`;

const { values, positionals } = parseArgs({
  options: {
    seconds: { type: "string", default: "1800" },
    jobs: { type: "string", default: String(availableParallelism()) },
    help: { type: "boolean" },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !targets.includes(name));
if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `unknown target: ${unknown.join(", ")}\n\n${HELP}` : HELP);
  process.exit(unknown.length > 0 ? 2 : 0);
}
const work = `${root}target/fuzz`;
const chosen = positionals.length > 0 ? positionals : targets;

// No sanitizer: the crate forbids unsafe code, and the targets look for wrong answers and panics. They run twice as fast.
const build = [
  "+nightly",
  "fuzz",
  "build",
  "--fuzz-dir",
  "pkg-tests/fuzz",
  "--sanitizer",
  "none",
  "--target-dir",
  `${work}/build`,
];
// Link-time optimisation of eleven targets takes longer than the short run, and they run no faster with it.
const env = { ...process.env, CARGO_PROFILE_RELEASE_LTO: "off", CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16" };
if (spawnSync("cargo", build, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] }).status !== 0)
  process.exit(1);
const triple = readdirSync(`${work}/build`).find((name) => name.includes("-"));

const running = new Map();
function run(target) {
  const [seeds, corpus, artifacts] = ["seeds", "corpus", "artifacts"].map((name) => `${work}/${name}/${target}`);
  writeSeeds(target, seeds);
  for (const folder of [corpus, artifacts]) mkdirSync(folder, { recursive: true });
  const limits = [`-max_total_time=${values.seconds}`, "-timeout=10", "-rss_limit_mb=2048", "-max_len=4096"];
  const options = [
    ...limits,
    `-dict=${root}pkg-tests/fuzz/dictionary.txt`,
    `-artifact_prefix=${artifacts}/`,
    "-print_final_stats=1",
  ];
  return new Promise((resolve) => {
    const child = spawn(`${work}/build/${triple}/release/${target}`, [...options, corpus, seeds], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let log = "";
    child.stderr.on("data", (chunk) => {
      log = (log + chunk).slice(-100_000);
      const status = [...log.matchAll(/^#(\d+)\s+\S+\s+cov: (\d+) ft: (\d+) corp: (\d+)/gm)].at(-1);
      if (status) running.set(target, status.slice(1).map(Number));
    });
    child.on("close", (code) => {
      const [, coverage = 0, features = 0, corpusSize = 0] = running.get(target) ?? [];
      running.delete(target);
      const executions = Number(/stat::number_of_executed_units:\s*(\d+)/.exec(log)?.[1] ?? 0);
      if (code !== 0) console.log(`\n${target} found something; the input is in ${artifacts}\n${log.slice(-4000)}`);
      resolve({ target, ok: code === 0 && executions > 0, executions, coverage, features, corpusSize });
    });
  });
}

const waiting = [...chosen];
const results = [];
async function worker() {
  for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
    console.log(`${target}: ${values.seconds} s`);
    results.push(await run(target));
  }
}
const progress = setInterval(() => {
  for (const [target, [executions, coverage]] of running)
    console.log(`  ${target}: ${executions.toLocaleString("en")} executions, coverage ${coverage}`);
}, 60_000);
await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
clearInterval(progress);

console.log(
  `\n${"target".padEnd(22)}${"executions".padStart(14)}${"coverage".padStart(10)}${"features".padStart(10)}${"corpus".padStart(8)}  findings`,
);
for (const target of chosen) {
  const { ok, executions, coverage, features, corpusSize } = results.find((result) => result.target === target);
  const figures = [
    executions.toLocaleString("en").padStart(14),
    coverage.toString().padStart(10),
    features.toString().padStart(10),
    corpusSize.toString().padStart(8),
  ];
  console.log(`${target.padEnd(22)}${figures.join("")}  ${ok ? "none" : "FAILED"}`);
}
const failed = results.filter(({ ok }) => !ok).length;
console.log(`\n${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
