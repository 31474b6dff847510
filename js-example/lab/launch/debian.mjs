// Programs that no npm package brings: where they are, and how Debian's package of them is installed.

import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const LOCK_SECONDS = 600;

/** The folders of PATH. */
export const pathFolders = () => (process.env.PATH ?? "").split(delimiter).filter(Boolean);

/** Whether a file is there and may be run. @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs a package by apt-get.
 *
 * @param {string} name
 * @throws {Error} when this user may not, or apt-get fails
 */
export async function installPackage(name) {
  if (process.getuid?.() !== 0) throw new Error("only root may install it");
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 64 * 1024 * 1024 };
  // Several processes may find it missing at the same time.
  const wait = ["-o", `DPkg::Lock::Timeout=${LOCK_SECONDS}`];
  await run("apt-get", [...wait, "update"], options).catch(() => {}); // the lists that are there may do
  await run("apt-get", [...wait, "install", "-y", "--no-install-recommends", name], options).catch((error) => {
    throw new Error(`apt-get does not install it: ${error.message.split("\n")[0]}`);
  });
}
