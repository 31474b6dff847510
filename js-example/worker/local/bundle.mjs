import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { quiet } from "./quiet.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CONFIG = join(ROOT, "worker/wrangler.jsonc");
const ENTRY = "index.js";

/**
 * Bundles the Worker into a folder with wrangler's dry run, as `wrangler deploy` does. It keeps an existing bundle.
 *
 * @param {string} folder
 * @param {AbortSignal} [signal] stops it; it rejects when nothing writes to the folder any more
 * @returns {Promise<{ type: "ESModule" | "CompiledWasm" | "Text", path: string }[]>} the modules, the entry first
 */
export async function bundle(folder, signal) {
  if (!existsSync(join(folder, ENTRY))) await build(folder, signal);
  const names = readdirSync(folder).filter((name) => name === ENTRY || /^[0-9a-f]{40}-/.test(name));
  return names
    .sort((name) => (name === ENTRY ? -1 : 1))
    .map((name) => ({ type: typeOf(name), path: join(folder, name) }));
}

async function build(target, signal) {
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  mkdirSync(target, { recursive: true });
  // Another process may build the same bundle, and a signal may end this one. So the entry appears last.
  const folder = mkdtempSync(join(target, ".building-"));
  try {
    const args = [wrangler, "deploy", "--dry-run", "--config", CONFIG, "--outdir", folder];
    const building = promisify(execFile)(process.execPath, args, { env: { ...process.env, ...quiet(folder) } });
    // execFile's own `signal` option would not wait for the process to end.
    signal?.addEventListener("abort", () => building.child.kill(), { once: true });
    await building;
    // wrangler's process ends with status 0 when it is killed.
    signal?.throwIfAborted();
    const files = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isFile() && entry.name !== ENTRY,
    );
    for (const name of [...files.map((entry) => entry.name), ENTRY]) renameSync(join(folder, name), join(target, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function typeOf(name) {
  if (name === ENTRY) return "ESModule";
  return name.endsWith(".wasm") ? "CompiledWasm" : "Text";
}
