// Writes the results of a run: results.json, which contains nothing that differs from run to run, and the table on the page on
// runtimes.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { root } from "../../support/files.mjs";
import { writePart } from "../../support/readme-part.mjs";

const file = `${root}pkg-tests/runtimes/matrix/results.json`;

/** Returns the result of each cell: `{ cell, version, passed }`, or `{ cell, notRun }` with the reason. */
export const readResults = () => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []);

/** Returns the table of the page. */
export function table(cells, results) {
  const rows = [...new Set(cells.map(({ row }) => row))].map((row) => {
    const names = cells.filter((cell) => cell.row === row).map(({ name }) => name);
    const found = results.filter(({ cell }) => names.includes(cell));
    const ran = found.filter(({ passed }) => passed > 0);
    const versions = [...new Set(ran.map(({ version }) => version))].join(", ");
    const checks = ran.reduce((sum, { passed }) => sum + passed, 0);
    return `| ${row} | ${versions} | ${names.length} | ${ran.length < names.length ? `${names.length - ran.length} not run; ` : ""}${checks} |`;
  });
  return ["| where | versions | runs | checks passed |", "| --- | --- | --- | --- |", ...rows, ""].join("\n");
}

/** Merges the results of a run into the earlier ones, in the order of the cells. A failed cell has no result. */
export function record(cells, ran) {
  const known = new Map(readResults().map((result) => [result.cell, result]));
  for (const { cell, version, passed, problem, notRun } of ran) {
    known.delete(cell.name);
    if (notRun) known.set(cell.name, { cell: cell.name, notRun: problem });
    else if (problem === undefined) known.set(cell.name, { cell: cell.name, version, passed });
  }
  const results = cells.map(({ name }) => known.get(name)).filter(Boolean);
  writeFileSync(file, `[\n${results.map((result) => `  ${JSON.stringify(result)}`).join(",\n")}\n]\n`);
  writePart("matrix", table(cells, results));
}
