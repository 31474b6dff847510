// Measures how fast the package is beside what else there is, and prints how it stands against its goals. Run by
// `make bench`.

import { parseArgs } from "node:util";
import { columns, showRatio, showSpread, showTime } from "./format.mjs";
import { findPackages } from "./packages.mjs";
import { ROWS } from "./rows.mjs";
import { HERE, RUNTIMES } from "./runtimes.mjs";

const HELP = `Measures the package beside what people write by hand and beside other libraries.

usage: node pkg-tests/bench/run.mjs [options]

  --rows <text>      only rows whose name contains the text; several are separated by commas
  --runtimes <list>  of ${RUNTIMES.map(({ name }) => name).join(", ")}; or "here": the Node that runs this
  --package <folder> measures the unpacked package in a folder, and not the installed one; given several times, the
                     packages are measured side by side
  --seconds <n>      how long each row is measured (2)
  --quick            a short run
  --list             lists the rows
  --help             shows this

"times" is how many times as long as the first candidate's receiver it took, in the same round.
`;

function readOptions() {
  try {
    const options = {
      rows: { type: "string", default: "" },
      runtimes: { type: "string", default: "" },
      package: { type: "string", multiple: true, default: [] },
      seconds: { type: "string" },
      quick: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    };
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

const words = (text) => text.toLowerCase().split(",").map((word) => word.trim()).filter(Boolean);

function printRow({ row, rounds, candidates }) {
  const lines = candidates.map(({ name, ns, times }) => [`  ${name}`, showTime(ns[1]), showSpread(ns), showRatio(times[1])]);
  console.log(columns([[row, "a call", `${rounds} rounds`, "times"], ...lines]).join("\n"));
}

const options = readOptions();
const chosen = ROWS.filter(({ name }) => options.rows === "" || words(options.rows).some((word) => name.toLowerCase().includes(word)));
if (options.help || options.list) {
  console.log(options.help ? HELP.trimEnd() : chosen.map(({ name }) => name).join("\n"));
  process.exit(0);
}
const wanted = words(options.runtimes);
const runtimes = [...RUNTIMES, HERE].filter(({ name }) => (wanted.length > 0 ? wanted.includes(name) : name.startsWith("node-")));
const packages = findPackages(options.package);
const timing = options.quick ? { seconds: 0.3, warmUpMs: 30, batchMs: 1, leastRounds: 5 } : { seconds: Number(options.seconds ?? 2) };
for (const runtime of runtimes) {
  console.log(`\n==> ${runtime.title}, ${runtime.version()}`);
  await runtime.install();
  for (const group of new Set(chosen.map(({ group }) => group))) {
    const rows = chosen.filter((row) => row.group === group).map(({ name }) => name);
    await runtime.measure({ rows, packages, timing }, printRow);
  }
}
