// A small disk in memory that can be filled to its last byte. Mounting it needs root.

import { execFile } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { keep, makeFolder } from "../launch/caretaker.mjs";
import { unmount } from "../launch/caretaker/leftovers.mjs";

const run = promisify(execFile);
const PART = 4_096;

/**
 * Returns a folder on such a disk, or a plain temporary folder if mounting is not allowed.
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
    /** Fills the disk: shrinks it to its used size, which needs no memory and no time. */
    async fill() {
      // A write in between makes that size too small.
      while (!(await resize(used(folder))));
      for (let part = join(folder, "filler"); isWritten(part); part = join(folder, `filler-${parts.length}`))
        parts.push(part);
    },
    /** Frees the disk again. */
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
