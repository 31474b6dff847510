// The contents of the installed package.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

export const installed = dirname(createRequire(import.meta.url).resolve("countersign/package.json"));

/** The error codes in the types. */
export const codes = readFileSync(`${installed}/index.d.ts`, "utf8")
  .match(/export type WebhookErrorCode =([^;]+);/)[1]
  .match(/\w+/g);
