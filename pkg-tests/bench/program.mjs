// Measures rows in the runtime that runs this file, and prints one line of JSON for each.

import { readFileSync } from "node:fs";
import { interleave } from "./measure.mjs";
import { ROWS } from "./rows.mjs";
import { prepare } from "./suite.mjs";

const { rows, packages, platform, timing, isReversed } = JSON.parse(process.argv[2]);

const loaded = [];
for (const { label, entry, wasm } of isReversed ? packages.toReversed() : packages) {
  const bytes = readFileSync(wasm);
  loaded.push({ label, api: await import(entry), bytes, module: new WebAssembly.Module(bytes) });
}
for (const name of rows) {
  const row = ROWS.find((row) => row.name === name);
  const candidates = await prepare(row, loaded, platform, { isReversed });
  const samples = await interleave(
    candidates.map(({ run }) => run),
    { ...timing, mostCalls: row.mostCalls },
  );
  console.log(JSON.stringify({ row: name, candidates, samples }));
}
