// A command-line tool of the lab, as a process.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Returns a function that runs `lab/<name>/index.mjs` with arguments, and resolves to `{ code, stdout, stderr }`. */
export function labTool(name) {
  const path = fileURLToPath(new URL(`../../lab/${name}/index.mjs`, import.meta.url));
  return (...args) =>
    run(process.execPath, [path, ...args]).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      (error) => error,
    );
}
