// Cleans up the resources that a process has left behind.

import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";

/** Sends a signal to a process group. The group may be empty by now. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Removes a folder, and tries again if a process that is just ending still writes to it. */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** Unmounts a disk at once, even if it is in use. */
export function unmount(folder) {
  spawnSync("umount", ["--lazy", folder], { stdio: "ignore" });
}

/**
 * The cleanup of each kind of resource, in the order of the cleanup.
 *
 * @type {Record<string, (leftover: any) => void>}
 */
export const ENDS = {
  process: ({ pid, signal }) => signalGroup(pid, signal),
  disk: unmount,
  folder: removeFolder,
};
