// Finds the package to measure: the one installed from the tarball, or unpacked folders.

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../support/files.mjs";

const INSTALLED = `${root}pkg-tests/bench/node_modules/countersign`;

/** Returns the packages to measure: `label`, `folder`, `entry` (for Node), `worker` (for Workers) and `wasm`. */
export function findPackages(folders) {
  const chosen = folders.length > 0 ? folders : [INSTALLED];
  return chosen.map((given, at) => {
    const folder = resolve(given);
    if (!existsSync(`${folder}/package.json`)) throw new Error(`there is no package in ${folder}`);
    const { name, version, exports } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const file = (condition) => resolve(folder, exports["."][condition].default);
    return {
      label: chosen.length > 1 ? `${name} ${String.fromCharCode(65 + at)}` : name,
      version,
      folder,
      entry: pathToFileURL(file("import")).href,
      required: file("require"),
      worker: file("workerd"),
      wasm: `${folder}/countersign.wasm`,
    };
  });
}
