// Compares the speed of the package with the alternatives and with its goals. Run by `make bench`.

import { fileURLToPath } from "node:url";
import { run } from "../runtimes/matrix/process.mjs";
import { coldInNode, coldInWorkerd } from "./cold.mjs";
import { columns, showRatio, showSpread, showTime, sizeName } from "./format.mjs";
import { goals } from "./goals.mjs";
import { summarise } from "./measure.mjs";
import { readOptions } from "./options.mjs";
import { findPackages } from "./packages.mjs";
import { machine, peerVersions, write } from "./results.mjs";
import { isHashed, ROWS } from "./rows.mjs";
import { WITHOUT_SHA } from "./runtimes.mjs";
import { sizes } from "./sizes.mjs";

const MEMORY = fileURLToPath(new URL("memory.mjs", import.meta.url));

const options = readOptions(process.argv.slice(2));
const packages = findPackages(options.folders);
const results = {
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  package: packages[0].version,
  versions: Object.fromEntries(options.runtimes.map((runtime) => [runtime.name, runtime.version()])),
  peers: peerVersions(),
  rows: {},
  cold: {},
};
const failures = [];
const started = Date.now();

const print = (lines) => console.log(columns(lines).join("\n"));
const isChosen = (part) => options.parts.includes(part);

/** Prints the current step and the time so far. A failure is reported at the end, and the other steps continue. */
async function attempt(title, act) {
  console.log(`\n==> ${title}   (${((Date.now() - started) / 1000).toFixed(0)} s)`);
  try {
    await act();
  } catch (error) {
    failures.push(`${title}: ${error.message}`);
    console.log(`FAILED: ${error.message.split("\n")[0]}`);
  }
}

function printRow({ row, rounds, candidates }, progress) {
  const lines = candidates.map(({ name, ns, times }) => [
    `  ${name}`,
    showTime(ns[1]),
    showSpread(ns),
    showRatio(times[1]),
  ]);
  console.log(`[${progress}]`);
  print([[row, "a call", `${rounds} rounds`, "times"], ...lines]);
}

/** Rows of one group share a process of their own. Every second process runs them in reverse order. */
async function measureGroup(runtime, rows, onRow) {
  const forks = new Map(rows.map((name) => [name, []]));
  for (let fork = 1; fork <= options.forks; fork += 1) {
    const timing = { ...options.timing, seconds: options.timing.seconds / options.forks };
    await runtime.measure({ rows, packages, timing, isReversed: fork % 2 === 0 }, ({ row, ...measured }) => {
      forks.get(row).push(measured);
      if (fork === options.forks) onRow(summarise(row, forks.get(row)));
    });
  }
}

/** Measures rows in a runtime and returns the results. */
async function measureRows(runtime, wanted) {
  await runtime.install();
  const measured = [];
  for (const group of new Set(wanted.map((row) => row.group))) {
    const rows = wanted.filter((row) => row.group === group).map(({ name }) => name);
    await measureGroup(runtime, rows, (result) => {
      measured.push(result);
      printRow(result, `${runtime.title}, ${measured.length} of ${wanted.length}`);
    });
  }
  if (measured.length !== wanted.length) throw new Error(`${measured.length} of ${wanted.length} rows were measured`);
  return measured;
}

/** If the processor has none of these instructions, the rows themselves show it. */
async function measureWithoutSha() {
  if (!results.machine.shaInstructions || process.arch !== "x64") return;
  const rows = (options.rows.length > 0 ? options.rows : ROWS).filter(isHashed);
  await attempt(WITHOUT_SHA.title, async () => {
    results.withoutSha = await measureRows(WITHOUT_SHA, rows);
  });
}

const coldIn = (runtime) =>
  runtime.platform === "node" ? coldInNode : runtime.name === "workerd" ? coldInWorkerd : undefined;

async function measureCold(runtime) {
  await runtime.install();
  results.cold[runtime.name] = await coldIn(runtime)(runtime, packages, options.timing.rounds);
  const lines = results.cold[runtime.name].map(({ name, ns, over }, at) => [
    `  ${name}`,
    showTime(ns[1]),
    at === 0 ? "" : showTime(over[1]),
  ]);
  print([["process start to end", "all of it", "over the empty one"], ...lines]);
}

async function measureMemory(runtime) {
  await runtime.install();
  const [node, ...args] = runtime.command();
  results.memory = JSON.parse(await run(node, [...args, MEMORY, JSON.stringify({ packages })], {}));
  for (const { label, receiver, calls, kept, linear } of results.memory.packages) {
    const own = { "a receiver": receiver, ...calls, "kept of a call": kept };
    const module = {
      "the module's own, fresh": linear.fresh,
      "after small bodies": linear.afterSmall,
      "after an isendu batch of nearly 1 MB": linear.afterLarge,
    };
    print([
      [label, "bytes"],
      ...Object.entries({ ...own, ...module }).map(([name, bytes]) => [`  ${name}`, String(bytes)]),
    ]);
  }
  print(Object.entries(results.memory.byHand).map(([name, bytes]) => [`  ${name}`, String(bytes)]));
}

function measureSizes() {
  results.sizes = sizes(packages);
  for (const { label, installed, ...files } of results.sizes) {
    const lines = Object.entries(files).map(([name, { bytes, gzip, brotli }]) => [
      `  ${name}`,
      sizeName(bytes),
      sizeName(gzip),
      sizeName(brotli),
    ]);
    print([[label, "raw", "gzip", "brotli"], ...lines, ["  installed", sizeName(installed), "", ""]]);
  }
}

function printGoals() {
  const reached = goals(results);
  if (reached.length === 0) return;
  console.log("\n==> goals");
  print([
    ["", "where", "target", "reached", ""],
    ...reached.map(({ goal, where, target, reached, isMet }) => [
      goal,
      where,
      target,
      reached,
      isMet ? "met" : "NOT MET",
    ]),
  ]);
  console.log(`${reached.filter(({ isMet }) => isMet).length} of ${reached.length} met`);
}

if (isChosen("size")) await attempt("size", measureSizes);
for (const runtime of options.runtimes) {
  if (options.rows.length > 0) {
    await attempt(`${runtime.title}, ${runtime.version()}`, async () => {
      results.rows[runtime.name] = await measureRows(runtime, options.rows);
    });
  }
  if (isChosen("cold start") && coldIn(runtime))
    await attempt(`cold start, ${runtime.title}`, () => measureCold(runtime));
}
const isLastNode = ({ name }) => name === WITHOUT_SHA.name;
if (isChosen("without SHA instructions") && options.runtimes.some(isLastNode)) await measureWithoutSha();
const node = options.runtimes.findLast(({ platform }) => platform === "node");
if (isChosen("memory") && node) await attempt(`memory, ${node.title}`, () => measureMemory(node));
printGoals();
console.log(
  `\n${failures.length === 0 ? "everything ran" : failures.join("\n\n")}; ${((Date.now() - started) / 1000).toFixed(0)} s`,
);
if (options.write && failures.length === 0) write({ ...results, goals: goals(results) });
process.exitCode = failures.length === 0 ? 0 : 1;
