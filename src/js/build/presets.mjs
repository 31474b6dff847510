// Builds `countersign/presets`: the schemes of src/presets as frozen data, with exact types.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { out, root } from "./paths.mjs";

const folder = `${root}src/presets`;

/** Returns the presets by name: `{ about, source, checked, scheme }`. */
export function readPresets() {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const read = files.map((file) => [basename(file, ".json"), JSON.parse(readFileSync(`${folder}/${file}`, "utf8"))]);
  return Object.fromEntries(read.filter(([, { checked }]) => checked !== undefined));
}

/** Returns source code for a frozen value. */
function frozen(value) {
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `freeze([${value.map(frozen).join(", ")}])`;
  const members = Object.entries(value).map(([name, member]) => `  ${JSON.stringify(name)}: ${frozen(member)},\n`);
  return `freeze({\n${members.join("")}})`;
}

/** Returns the literal type of a value. */
function typeOf(value) {
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `readonly [${value.map(typeOf).join(", ")}]`;
  return `{ ${Object.entries(value)
    .map(([name, member]) => `readonly ${JSON.stringify(name)}: ${typeOf(member)};`)
    .join(" ")} }`;
}

export function writePresets() {
  const presets = Object.entries(readPresets());
  const data = presets.map(([name, { scheme }]) => [name, frozen(scheme)]);
  const esm = data.map(([name, source]) => `export const ${name} = ${source};\n`).join("");
  const cjs = data.map(([name, source]) => `exports.${name} = ${source};\n`).join("");
  writeFileSync(`${out}/presets.data.js`, `const { freeze } = Object;\n${esm}`);
  writeFileSync(`${out}/presets.data.cjs`, `"use strict";\nconst { freeze } = Object;\n${cjs}`);
  const types = presets.map(
    ([name, { about, checked, source, scheme }]) =>
      `/** ${about} Checked on ${checked} with the cases in the sources and the npm library of the sender; the document of the sender is ${source}. */\nexport const ${name}: ${typeOf(scheme)};\n`,
  );
  for (const suffix of ["ts", "cts"]) writeFileSync(`${out}/presets.d.${suffix}`, types.join("\n"));
}
