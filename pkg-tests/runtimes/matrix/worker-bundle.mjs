// Bundles a folder's main.mjs for workerd: one script, with the WebAssembly modules as separate files.

import { copyFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { build } from "esbuild";

/** The conditions that wrangler sets. */
const conditions = ["workerd", "worker", "browser"];

/** Returns the names of the WebAssembly files. `options` are for esbuild. */
export async function bundleWorker(folder, { plugins = [], ...options } = {}) {
  const files = new Map();
  const wasm = {
    name: "wasm",
    setup: ({ onResolve }) =>
      onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const source = resolve(resolveDir, path);
        if (!files.has(source)) files.set(source, `${files.size || ""}${basename(path)}`);
        copyFileSync(source, `${folder}/${files.get(source)}`);
        return { path: `./${files.get(source)}`, external: true };
      }),
  };
  const bundle = {
    bundle: true,
    format: "esm",
    conditions,
    plugins: [wasm, ...plugins],
    outfile: "worker.mjs",
    logLevel: "silent",
  };
  await build({ absWorkingDir: folder, entryPoints: ["main.mjs"], ...bundle, ...options });
  return [...files.values()];
}
