// Measures the built package and each part of it.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { root, tarball } from "../paths.mjs";
import { parts } from "./functions.mjs";

export const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

const sorted = (entries) => Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Returns the bytes of the module (plain and gzipped), of the tarball, of each part of the module, and of each file in the
 * tarball (gzipped on its own).
 */
export function measure({ module = `${root}target/npm/named.wasm`, shipped = `${root}pkg`, packed = tarball } = {}) {
  const wasm = readFileSync(`${shipped}/countersign.wasm`);
  const files = readdirSync(shipped, { recursive: true }).filter((file) => statSync(`${shipped}/${file}`).isFile());
  return {
    wasm: wasm.length,
    wasmGzipped: gzipped(wasm),
    tarball: statSync(packed).size,
    parts: sorted(Object.entries(parts(readFileSync(module)))),
    files: sorted(files.map((file) => [file, gzipped(readFileSync(`${shipped}/${file}`))])),
  };
}
