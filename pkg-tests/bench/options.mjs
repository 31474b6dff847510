// The command line of the benchmark.

import { parseArgs } from "node:util";
import { readResults, render } from "./results.mjs";
import { ROWS } from "./rows.mjs";
import { HERE, RUNTIMES } from "./runtimes.mjs";

/** The other measurements, also chosen by name. */
export const PARTS = ["cold start", "memory", "size", "without SHA instructions"];

const HELP = `Measures the package beside what people write by hand and beside other libraries, and prints how it stands
against its goals.

usage: node pkg-tests/bench/run.mjs [options]

  --rows <text>       only rows and parts whose name contains the text; several are separated by commas
  --runtimes <list>   of ${RUNTIMES.map(({ name }) => name).join(", ")}; or "here": the Node that runs this
  --package <folder>  measures the unpacked package in a folder, and not the installed one; given several times, the
                      packages are measured side by side, and the goals are the first one's
  --seconds <n>       how long each row is measured in each runtime (1.2)
  --forks <n>         in how many processes, one after the other: what an engine makes of code differs from one to the next (2)
  --quick             a run of about a minute: fewer sizes, fewer rounds
  --write             writes the results into results.json, the chart and the documents; only for a complete run
  --render            measures nothing: writes the chart and the documents' parts anew, from results.json
  --list              lists the rows and parts
  --help              shows this

"times" is how many times as long as the first candidate it took, in the same round. Every candidate has to accept the
genuine deliveries and to refuse a forged one. Exits with 1 when one does not, or when something could not be run; that a
goal that is not met is not a failure.
`;

const OPTIONS = {
  rows: { type: "string", default: "" },
  runtimes: { type: "string", default: "" },
  package: { type: "string", multiple: true, default: [] },
  seconds: { type: "string", default: "1.2" },
  forks: { type: "string" },
  quick: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  render: { type: "boolean", default: false },
  list: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
};

/** A long run, and one for a quick look. */
const TIMING = { rounds: 31 };
const QUICK_TIMING = { seconds: 0.1, warmUpMs: 10, batchMs: 0.5, leastRounds: 5, rounds: 3 };
/** A quick run skips the large rows, unless rows are chosen. */
const QUICK_SIZE = 20_000;

const words = (text) =>
  text
    .toLowerCase()
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);

function fail(message) {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    return fail(error.message);
  }
}

function chooseRuntimes(text) {
  const wanted = words(text);
  const unknown = wanted.filter((name) => ![...RUNTIMES, HERE].some((runtime) => runtime.name === name));
  if (unknown.length > 0) fail(`unknown runtime: ${unknown.join(", ")}`);
  return wanted.length === 0 ? RUNTIMES : [...RUNTIMES, HERE].filter(({ name }) => wanted.includes(name));
}

/** Returns `{ rows, parts, runtimes, forks, folders, timing, write }`. Ends the process if there is nothing to do. */
export function readOptions(args) {
  const options = parse(args);
  if (options.help) {
    console.log(HELP.trimEnd());
    process.exit(0);
  }
  if (options.render) {
    render(readResults());
    process.exit(0);
  }
  const wanted = words(options.rows);
  const isChosen = (name) => wanted.length === 0 || wanted.some((word) => name.toLowerCase().includes(word));
  const isLarge = ({ size, isAlwaysQuick }) =>
    options.quick && wanted.length === 0 && size > QUICK_SIZE && !isAlwaysQuick;
  const rows = ROWS.filter((row) => isChosen(row.name) && !isLarge(row));
  const parts = PARTS.filter(isChosen);
  if (rows.length + parts.length === 0) fail(`no row contains ${options.rows}`);
  if (options.list) {
    console.log([...rows.map(({ name }) => name), ...parts].join("\n"));
    process.exit(0);
  }
  const seconds = Number(options.seconds);
  if (!(seconds > 0)) fail(`--seconds ${options.seconds} is not a time`);
  const forks = Number(options.forks ?? (options.quick ? 1 : 2));
  if (!Number.isInteger(forks) || forks < 1) fail(`--forks ${options.forks} is not a number of processes`);
  const isWhole = !options.quick && options.rows === "" && options.runtimes === "" && options.package.length === 0;
  if (options.write && !isWhole) fail("only a whole run of the installed package can be written");
  const timing = options.quick ? QUICK_TIMING : { ...TIMING, seconds };
  return {
    rows,
    parts,
    runtimes: chooseRuntimes(options.runtimes),
    forks,
    folders: options.package,
    timing,
    write: options.write,
  };
}
