// Where the package is that is measured: the one that was installed from the tarball, or unpacked folders.

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../files.mjs";

const INSTALLED = `${root}pkg-tests/bench/node_modules/countersign`;
const LABELS = "ABCDEFGHIJ";

/** Returns what to measure: a label, the folder, and the address of the entry that Node imports. */
export function findPackages(folders) {
  const chosen = folders.length > 0 ? folders : [INSTALLED];
  return chosen.map((given, at) => {
    const folder = resolve(given);
    if (!existsSync(`${folder}/package.json`)) throw new Error(`there is no package in ${folder}; \`make bench\` installs it`);
    const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const label = chosen.length > 1 ? `countersign ${LABELS[at]}` : "countersign";
    return { label, folder, url: pathToFileURL(resolve(folder, exports["."].import.default)).href };
  });
}
