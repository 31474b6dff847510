import { existsSync, mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RECEIVER_ENV } from "../simulator/keys.mjs";
import { Child } from "./child.mjs";
import { portOf } from "./node.mjs";

const LOCAL = fileURLToPath(new URL("../worker/local.mjs", import.meta.url));

/**
 * Starts the Worker in workerd, on a port of the system's choice.
 *
 * @param {Record<string, string>} env beside the simulator's keys: at least `STATE`, the folder of what is stored
 * @returns {Promise<{ child: Child, url: string }>}
 */
export async function startWorker(env) {
  const child = new Child(process.execPath, [LOCAL], { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...RECEIVER_ENV, ...env } });
  const port = await child.line(portOf);
  return { child, url: `http://127.0.0.1:${port}` };
}

/** workerd keeps a file for each subject: where there is memory for them, they need not wait for a disk. */
const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 2 ** 30;

/** Makes a temporary folder for what a Worker stores. @param {string} prefix of its name */
export function makeStateFolder(prefix) {
  return mkdtempSync(join(existsSync(MEMORY) && freeBytes(MEMORY) > ENOUGH_BYTES ? MEMORY : tmpdir(), prefix));
}

function freeBytes(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
