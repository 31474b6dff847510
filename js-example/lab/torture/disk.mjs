// A disk of a size of its own, in memory, that can be filled to its last byte. To mount one needs root.

import { execFile } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { keep, makeFolder } from "../launch/caretaker.mjs";
import { unmount } from "../launch/caretaker/leftovers.mjs";

const run = promisify(execFile);
const PART = 4_096;

/**
 * Returns a folder on a disk of its own, or a plain temporary folder where none may be mounted.
 *
 * @param {{ megabytes: number }} options
 */
export async function makeDisk({ megabytes }) {
  const { folder, remove: removeFolder } = makeFolder("countersign-torture-");
  const isMounted = await mount(folder, ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0755`, "tmpfs"]);
  const forget = isMounted ? keep("disk", folder) : () => {};
  const remove = () => {
    if (isMounted) unmount(folder);
    forget();
    removeFolder();
  };
  const resize = (size) => mount(folder, ["-o", `remount,size=${size}`]);
  const parts = [];

  return {
    folder,
    remove,
    canBeFilled: isMounted,
    /** Leaves no space: the disk becomes as small as what is on it, which takes no memory and no time. */
    async fill() {
      // What is written in between makes it too small.
      while (!(await resize(used(folder))));
      for (let part = join(folder, "filler"); isWritten(part); part = join(folder, `filler-${parts.length}`))
        parts.push(part);
    },
    /** Gives it back. */
    async free() {
      await resize(`${megabytes}m`);
      for (const part of parts.splice(0)) rmSync(part, { force: true });
    },
  };
}

function used(folder) {
  const { bsize, blocks, bfree } = statfsSync(folder);
  return Math.max(PART, bsize * (blocks - bfree));
}

async function mount(folder, args) {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  return run("mount", [...args, folder]).then(
    () => true,
    () => false,
  );
}

function isWritten(file) {
  try {
    writeFileSync(file, Buffer.alloc(PART));
    return true;
  } catch (error) {
    if (error.code !== "ENOSPC") throw error;
    return false;
  }
}

/** @typedef {Awaited<ReturnType<typeof makeDisk>>} Disk */
