// How what a process has left behind is ended and removed.

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

/** Takes a disk off its folder, at once, also when it is in use. */
export function unmount(folder) {
  spawnSync("umount", ["--lazy", folder], { stdio: "ignore" });
}

/**
 * What is left behind, by kind, in the order in which it is ended.
 *
 * @type {Record<string, (leftover: any) => void>}
 */
export const ENDS = {
  process: ({ pid, signal }) => signalGroup(pid, signal),
  disk: unmount,
  folder: removeFolder,
};
