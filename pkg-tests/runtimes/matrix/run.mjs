// Runs the cells of the matrix, two at a time, and prints a summary. Run by `make matrix`; `make test` runs the quick ones.

import { parseArgs } from "node:util";
import { cells } from "./cells.mjs";
import { NotRun } from "./harness.mjs";
import { install } from "./install.mjs";
import { record } from "./report.mjs";
import { CHECKS } from "./suite.mjs";

const HELP = `Runs the packed tarball in every runtime and bundler, with the same checks in each.

usage: node pkg-tests/runtimes/matrix/run.mjs [options]

  --quick        only the quick cells: those that \`make test\` runs
  --only <text>  only cells whose name contains the text; several are separated by commas
  --write        write the results into results.json and the page on runtimes
  --jobs <n>     how many cells run at once (2)
  --list         lists the cells
  --help         shows this

Exits with 1 when a cell fails. A cell that this machine cannot run is reported as not run, with the reason.
`;

function readOptions() {
  try {
    const options = {
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      write: { type: "boolean", default: false },
      jobs: { type: "string", default: "2" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    };
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

/** Returns the result of a cell: `{ cell, seconds, version, passed }`, with a `problem` unless all its checks passed. */
async function outcome(cell) {
  const started = Date.now();
  const result = { cell, version: null, passed: 0 };
  try {
    for (const group of ["node-24", cell.group]) await install(group);
    result.version = await cell.version();
    const { passed, failed } = await cell.run();
    result.passed = passed;
    const expected = cell.checks ?? Object.keys(CHECKS).length;
    if (failed.length > 0 || passed !== expected)
      result.problem = [`${passed} of ${expected} checks passed`, ...failed].join("\n");
  } catch (error) {
    result.notRun = error instanceof NotRun;
    result.problem = result.notRun ? error.message : error.stack;
  }
  return { ...result, seconds: (Date.now() - started) / 1000 };
}

const state = ({ problem, notRun }) => (problem === undefined ? "ok" : notRun ? "not run" : "FAILED");

/** Returns a line of the table, with the first line of a problem. */
function line(result) {
  const { cell, version, passed, seconds, problem } = result;
  const columns = [
    state(result).padEnd(8),
    cell.name.padEnd(44),
    (version ?? "").padEnd(14),
    String(passed).padStart(3),
    `${seconds.toFixed(1).padStart(6)} s`,
  ];
  return [...columns, problem?.split("\n")[0] ?? ""].join(" ").trimEnd();
}

/** Cells of one group share a folder, so they run one by one. `jobs` groups run at once. */
async function runAll(chosen, jobs) {
  const queues = [...new Set(chosen.map(({ group }) => group))].map((group) =>
    chosen.filter((cell) => cell.group === group),
  );
  const results = new Map();
  const work = async () => {
    for (let queue = queues.shift(); queue; queue = queues.shift()) {
      for (const cell of queue) {
        const result = await outcome(cell);
        results.set(cell, result);
        console.log(line(result));
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return chosen.map((cell) => results.get(cell));
}

const options = readOptions();
const wanted = options.only
  .toLowerCase()
  .split(",")
  .map((text) => text.trim())
  .filter(Boolean);
const isWanted = (name) => options.only === "" || wanted.some((text) => name.toLowerCase().includes(text));
const chosen = cells.filter(({ name, quick }) => (quick || !options.quick) && isWanted(name));
if (options.help || options.list) {
  console.log(options.help ? HELP.trimEnd() : chosen.map(({ name }) => name).join("\n"));
} else {
  const results = await runAll(chosen, Math.max(1, Number(options.jobs) || 1));
  const problems = results.filter(({ problem }) => problem !== undefined);
  for (const { cell, problem } of problems) console.log(`\n==> ${cell.name}\n${problem}`);
  console.log(`\n${results.map(line).join("\n")}`);
  const count = (wanted) => results.filter((result) => state(result) === wanted).length;
  console.log(`\n${count("ok")} passed, ${count("FAILED")} failed, ${count("not run")} not run`);
  if (options.write) record(cells, results);
  process.exitCode = chosen.length > 0 && count("FAILED") === 0 ? 0 : 1;
}
