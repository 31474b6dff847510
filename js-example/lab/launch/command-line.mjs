// What the command lines of the lab's tools share.

import { existsSync } from "node:fs";

/** Returns the names of `--only`, or all names. Calls `wrong` for an unknown one. */
export function chosen(only, names, wrong) {
  const given = only?.split(",").map((name) => name.trim()) ?? names;
  for (const name of given) if (!names.includes(name)) wrong(`--only: there is no ${JSON.stringify(name)}`);
  return given;
}

/** Calls `wrong` if the packages are not installed. */
export function requirePackages(wrong) {
  const missing = ["countersign", "node", "wrangler"].filter(
    (name) => !existsSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url)),
  );
  if (missing.length > 0) wrong(`not installed: ${missing.join(", ")}. README.md explains the installation.`);
}
