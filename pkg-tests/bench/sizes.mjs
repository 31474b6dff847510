// Measures the size of the package: the module, and the code that a runtime loads with it.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const measured = (bytes) => ({
  bytes: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes).length,
});

/** Returns a script with all of its imports, as one text. */
function withImports(file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const bytes = readFileSync(file);
  const imported = file.endsWith(".wasm")
    ? []
    : [...bytes.toString().matchAll(/^(?:import|export)[^;]*?from "(\.[^"]+)"/gm)];
  return [bytes, ...imported.flatMap(([, path]) => withImports(resolve(dirname(file), path), seen))];
}

function folderBytes(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, { parentPath, path, name }) => sum + statSync(`${parentPath ?? path}/${name}`).size, 0);
}

/** Returns `{ label, module, node, worker, installed }`. All but the first and the last are `{ bytes, gzip, brotli }`. */
export const sizes = (packages) =>
  packages.map(({ label, folder, entry, worker, wasm }) => ({
    label,
    module: measured(readFileSync(wasm)),
    node: measured(Buffer.concat(withImports(fileURLToPath(entry)))),
    worker: measured(Buffer.concat(withImports(worker))),
    installed: folderBytes(folder),
  }));
