import { execFile } from "node:child_process";
import { existsSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { quiet } from "../../worker/local/quiet.mjs";
import { NODE_ENV } from "../simulator/keys.mjs";
import { makeFolder } from "./caretaker.mjs";
import { Child } from "./child.mjs";
import { portOf } from "./node.mjs";
import { holdPort } from "./port.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LOCAL = fileURLToPath(new URL("../../worker/local/index.mjs", import.meta.url));

/**
 * Starts the Worker in workerd, on a port that stays reserved after a kill.
 *
 * @param {Record<string, string>} env in addition to the simulator's keys: at least `STATE`, the folder of its data
 * @returns {Promise<{ child: Child, url: string }>}
 */
export async function startWorker(env) {
  const { PATH, HOME } = process.env;
  const PORT = String(await holdPort());
  // A killed workerd leaves its temporary files behind.
  const scratch = makeFolder("countersign-scratch-");
  const child = new Child(process.execPath, [LOCAL], {
    env: { PATH, HOME, TMPDIR: scratch.folder, ...NODE_ENV, PORT, ...env },
  });
  child.ended.then(scratch.remove);
  const port = await child.line(portOf);
  return { child, url: `http://127.0.0.1:${port}` };
}

/** Returns the folder for the bundle. Test files share one if the environment names it. @param {string} folder of a test file */
export const bundleIn = (folder) => process.env.BUNDLE ?? join(folder, "bundle");

/**
 * Bundles the Worker with another entry, as it bundles itself, unless that is there already. Returns the folder, which is the
 * Worker's `BUNDLE`.
 *
 * @param {string} entry an `index.mjs`
 * @param {string} folder
 * @param {string} scratch for temporary files
 */
export async function bundleOf(entry, folder, scratch) {
  if (existsSync(join(folder, "index.js"))) return folder;
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const args = ["deploy", entry, "--dry-run", "--config", join(ROOT, "worker/wrangler.jsonc"), "--outdir", folder];
  const env = { ...process.env, ...quiet(scratch) };
  await promisify(execFile)(join(ROOT, "node_modules/node/bin/node"), [wrangler, ...args], { cwd: ROOT, env });
  return folder;
}

/** workerd keeps a file for each subject: where there is memory for them, they need not wait for a disk. */
const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 2 ** 30;

/** Creates a temporary folder for a Worker's data. @param {string} prefix of its name */
export function makeStateFolder(prefix) {
  return makeFolder(prefix, existsSync(MEMORY) && freeBytes(MEMORY) > ENOUGH_BYTES ? MEMORY : undefined);
}

function freeBytes(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
