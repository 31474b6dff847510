// Measures rows in the runtime that runs this file; prints one line of JSON for each row.

import { interleave, summarise } from "./measure.mjs";
import { ROWS } from "./rows.mjs";
import { FORMS, prepare } from "./suite.mjs";

const { rows, packages, forms, seconds, ...timing } = JSON.parse(process.argv[2]);

const loaded = [];
for (const { label, url } of packages) loaded.push({ label, api: await import(url) });

for (const name of rows) {
  const row = ROWS.find((row) => row.name === name);
  const candidates = await prepare(row, { packages: loaded, forms: FORMS[forms] });
  const samples = await interleave(candidates.map(({ run }) => run), { seconds, ...timing });
  const summary = summarise(samples).map((measured, at) => ({ name: candidates[at].name, ...measured }));
  console.log(JSON.stringify({ row: name, rounds: samples[0].length, candidates: summary }));
}
