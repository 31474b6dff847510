// Bundles a folder's main.mjs for workerd: one script, and the module as a file beside it.

import { copyFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

/** The conditions that wrangler sets. */
const conditions = ["workerd", "worker", "browser"];

export async function bundleWorker(folder) {
  const wasm = {
    name: "wasm",
    setup: ({ onResolve }) =>
      onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        copyFileSync(`${resolveDir}/${path}`, `${folder}/${basename(path)}`);
        return { path: `./${basename(path)}`, external: true };
      }),
  };
  await build({ absWorkingDir: folder, entryPoints: ["main.mjs"], bundle: true, format: "esm", conditions, plugins: [wasm], outfile: "worker.mjs", logLevel: "silent" });
}
