// A disk of a size of its own, in memory, that can be filled to its last byte. To mount one needs root.

import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const FILLER = "filler";
/** A part of the size is the file system's own; what is left after the big file is filled in steps. */
const STEP = 4_096;

/**
 * Returns a folder on a disk of its own, or a plain temporary folder where none may be mounted.
 *
 * @param {{ megabytes: number }} options
 */
export async function makeDisk({ megabytes }) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-torture-"));
  const isMounted = await mount(folder, megabytes);
  const remove = () => {
    process.off("exit", remove);
    if (isMounted) spawnSync("umount", ["--lazy", folder]);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", remove);
  if (!isMounted) return { folder, remove, fill: null, free: null };
  const filler = join(folder, FILLER);
  return {
    folder,
    remove,
    /** Takes all the space that there is. */
    async fill() {
      const { bsize, bavail } = statfsSync(folder);
      await run("fallocate", ["--length", String(Math.max(STEP, bsize * bavail - STEP)), filler]).catch(() => {});
      for (let part = 0; isWritten(`${filler}-${part}`); part += 1);
    },
    /** Gives it back. */
    free() {
      for (const name of readdirSync(folder)) if (name.startsWith(FILLER)) rmSync(join(folder, name));
    },
  };
}

async function mount(folder, megabytes) {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  return run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0755`, "tmpfs", folder]).then(
    () => true,
    () => false,
  );
}

function isWritten(file) {
  try {
    writeFileSync(file, Buffer.alloc(STEP));
    return true;
  } catch (error) {
    if (error.code !== "ENOSPC") throw error;
    return false;
  }
}

/** @typedef {Awaited<ReturnType<typeof makeDisk>>} Disk */
