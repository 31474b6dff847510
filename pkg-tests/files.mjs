// Where things are.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../", import.meta.url));
export const installed = dirname(createRequire(import.meta.url).resolve("countersign/package.json"));

/** The vector file of every provider, whatever providers there are. */
export const vectorFiles = readdirSync(`${root}src/providers`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `${root}src/providers/${name}/vectors.json`);

export const vectors = vectorFiles.map((file) => JSON.parse(readFileSync(file, "utf8")));

/** The error codes that the types list. */
export const codes = readFileSync(`${installed}/index.d.ts`, "utf8")
  .match(/export type WebhookErrorCode =([^;]+);/)[1]
  .match(/\w+/g);
