// Programs that are in no npm package: finds them, or installs Debian's package.

import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const LOCK_SECONDS = 600;

/** The folders of PATH. */
export const pathFolders = () => (process.env.PATH ?? "").split(delimiter).filter(Boolean);

/** Returns whether a file exists and is executable. @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs a package with apt-get.
 *
 * @param {string} name
 * @throws {Error} if this user may not, or apt-get fails
 */
export async function installPackage(name) {
  if (process.getuid?.() !== 0) throw new Error("only root may install it");
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 64 * 1024 * 1024 };
  // Several processes may install it at the same time.
  const wait = ["-o", `DPkg::Lock::Timeout=${LOCK_SECONDS}`];
  await run("apt-get", [...wait, "update"], options).catch(() => {}); // the existing lists may be enough
  await run("apt-get", [...wait, "install", "-y", "--no-install-recommends", name], options).catch((error) => {
    throw new Error(`apt-get does not install it: ${error.message.split("\n")[0]}`);
  });
}
