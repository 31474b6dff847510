// Compares our encoding of the embedded module with base64: bytes, and the time of an import, each in a new process. Needs a
// built package: `make build`. Run by hand: node src/js/build/size/embedding.mjs [rounds]

import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { root } from "../paths.mjs";
import { gzipped } from "./measure.mjs";

const ROUNDS = Number(process.argv[2] ?? 40);
const FILES = ["instance.inline.js", "instance.inline.cjs"];
const folder = `${root}target/embedding`;
const module = readFileSync(`${root}pkg/countersign.wasm`);

rmSync(folder, { recursive: true, force: true });
for (const name of ["as it is", "base64"]) cpSync(`${root}pkg`, `${folder}/${name}`, { recursive: true });
for (const file of FILES) {
  const path = `${folder}/base64/${file}`;
  const [before, , after] = readFileSync(path, "utf8").split(/(fromTextBy\(decoder,\s*"[^"]+"\s*,\d+\))/);
  if (after === undefined) throw new Error(`${file} has no embedded module`);
  writeFileSync(path, `${before}Buffer.from("${module.toString("base64")}","base64")${after}`);
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** Returns the milliseconds of an import, without the start of the process. */
function imported(folder) {
  const program = `const from = performance.now(); await import("${pathToFileURL(`${folder}/inline.js`)}"); console.log(performance.now() - from)`;
  return Number(execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }));
}

const times = { "as it is": [], base64: [] };
for (let round = 0; round < ROUNDS; round += 1)
  for (const name of Object.keys(times)) times[name].push(imported(`${folder}/${name}`));
for (const [name, all] of Object.entries(times)) {
  const sizes = FILES.map((file) => gzipped(readFileSync(`${folder}/${name}/${file}`)));
  console.log(
    `${name.padEnd(10)} ${FILES.map((file, at) => `${file} ${sizes[at]} B gzipped`).join(", ")}, import ${median(all).toFixed(2)} ms`,
  );
}
