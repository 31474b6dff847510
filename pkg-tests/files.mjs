// Where things are in the source tree.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../", import.meta.url));

/** The vector file of every provider, whatever providers there are. */
export const vectorFiles = readdirSync(`${root}src/providers`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `${root}src/providers/${name}/vectors.json`);

export const vectors = vectorFiles.map((file) => JSON.parse(readFileSync(file, "utf8")));
