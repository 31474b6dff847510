import { existsSync, mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RECEIVER_ENV } from "../simulator/keys.mjs";
import { Child } from "./child.mjs";
import { portOf } from "./node.mjs";
import { holdPort } from "./port.mjs";

const LOCAL = fileURLToPath(new URL("../worker/local.mjs", import.meta.url));

/**
 * Starts the Worker in workerd, on a port that is nobody else's when workerd was killed.
 *
 * @param {Record<string, string>} env beside the simulator's keys: at least `STATE`, the folder of what is stored
 * @returns {Promise<{ child: Child, url: string }>}
 */
export async function startWorker(env) {
  const { PATH, HOME } = process.env;
  const child = new Child(process.execPath, [LOCAL], { env: { PATH, HOME, ...RECEIVER_ENV, PORT: String(await holdPort()), ...env } });
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
