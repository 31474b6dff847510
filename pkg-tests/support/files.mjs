// Paths in the source tree.

import { readdirSync, readFileSync } from "node:fs";
import { root } from "../../src/js/build/paths.mjs";

export { root, tarball, version } from "../../src/js/build/paths.mjs";

/** The current TypeScript. The recipes' own is 5.9, whose API their harness needs. */
export const tsc = `${root}pkg-tests/node_modules/typescript/bin/tsc`;

/** A Node that has SQLite and runs TypeScript. The oldest Node that runs the tests does neither. */
export const node24 = `${root}pkg-tests/node_modules/node/bin/node`;

/** The names of all providers. */
export const providers = readdirSync(`${root}src/providers`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The cases of the JSON reader. They go through isendu, which requires no field, so that every error comes from the reader. */
const readerFile = `${root}src/json/vectors.json`;

/** The vector files: every provider's, and the JSON reader's. */
export const vectorFiles = [...providers.map((name) => `${root}src/providers/${name}/vectors.json`), readerFile];

export const vectors = vectorFiles.map((file) => JSON.parse(readFileSync(file, "utf8")));
export const documents = vectors[vectorFiles.indexOf(readerFile)].cases;

/** The folder of the presets: their cases, the traps, the values of headers, the definitions, and the schemes of the traps' other senders. */
export const presetFolder = `${root}src/presets`;
const preset = (file) => JSON.parse(readFileSync(`${presetFolder}/${file}`, "utf8"));

/** What `schemes.mjs` runs, beside the presets. */
export const schemeCases = {
  files: [...readdirSync(`${presetFolder}/cases`).map((file) => `cases/${file}`), "traps.json", "values.json"].map(
    preset,
  ),
  definitions: preset("definitions.json").defs,
  senders: preset("senders.json"),
};
