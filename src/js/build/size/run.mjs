// Prints the size of the built package, its parts and their growth, and fails if a budget is exceeded. Run by `make build` and
// `make size`.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BUDGETS, exceeded, KB } from "./budgets.mjs";
import { measure } from "./measure.mjs";
import { grown, largest, totals } from "./report.mjs";

const MOST_ROWS = 15;
const HELP = `Prints the size of the built package, its parts, and their growth since the baseline.

usage: node src/js/build/size/run.mjs [options]

  --check             only the totals; the lists as well if a budget is exceeded
  --all               every function and file, not only the first ${MOST_ROWS}
  --update            makes the current sizes the baseline
  --baseline <file>   compares with another baseline (src/js/build/size/baseline.json)
  --wasm <KB>         another budget for the module, gzipped (${BUDGETS[0].most / KB})
  --tarball <KB>      another budget for the tarball (${BUDGETS[1].most / KB})
  --help              shows this

A KB is 1024 bytes. Exits with 1 when a budget is exceeded.
`;

function readOptions() {
  try {
    const options = {
      check: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      update: { type: "boolean", default: false },
      baseline: { type: "string", default: fileURLToPath(new URL("baseline.json", import.meta.url)) },
      wasm: { type: "string" },
      tarball: { type: "string" },
      help: { type: "boolean", default: false },
    };
    const { values } = parseArgs({ options });
    const limits = [values.wasm, values.tarball];
    const wrong = limits.find((limit) => limit !== undefined && !(Number(limit) > 0));
    if (wrong !== undefined) throw new Error(`a budget is a number of KB, not ${wrong}`);
    return {
      ...values,
      budgets: BUDGETS.map((budget, at) => (limits[at] ? { ...budget, most: Number(limits[at]) * KB } : budget)),
    };
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

function main({ check, all, update, baseline, budgets, help }) {
  if (help) return console.log(HELP);
  const sizes = measure();
  if (update) writeFileSync(baseline, `${JSON.stringify(sizes, null, 2)}\n`);
  const before = JSON.parse(readFileSync(baseline, "utf8"));
  const beyond = exceeded(sizes, budgets);
  const most = all ? Infinity : MOST_ROWS;
  const growth = grown(sizes, before, most);
  const lines = totals(sizes, before, budgets);
  // If the baseline exceeds the budget as well, the growth alone doesn't explain it.
  if (!check || beyond.some(({ size }) => sizes[size] <= before[size])) lines.push(...largest(sizes, before, most));
  if (!check || beyond.length > 0)
    lines.push(...(growth.length > 0 ? growth : ["", "no part grew since the baseline"]));
  if (beyond.length > 0) lines.push("", `over budget: ${beyond.map(({ name }) => name).join(" and ")}`);
  (beyond.length > 0 ? console.error : console.log)(lines.join("\n"));
  process.exitCode = beyond.length > 0 ? 1 : 0;
}

main(readOptions());
