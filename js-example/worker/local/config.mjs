import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CONFIG = fileURLToPath(new URL("../wrangler.jsonc", import.meta.url));
const KEPT = "config.json";

/**
 * Reads wrangler.jsonc as miniflare needs it, and keeps the result beside the bundle: loading wrangler takes a second.
 *
 * @param {string} folder of the bundle
 * @returns {Promise<{ name: string, vars: Record<string, unknown>, workerOptions: object }>}
 */
export async function readConfig(folder) {
  const file = join(folder, KEPT);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const wrangler = await import("wrangler");
  const config = wrangler.unstable_readConfig({ config: CONFIG }, { hideWarnings: true });
  const { name, vars } = config;
  const { workerOptions } = wrangler.unstable_getMiniflareWorkerOptions(config);
  // Another process may start with the same bundle.
  const written = `${file}.${process.pid}`;
  writeFileSync(written, JSON.stringify({ name, vars, workerOptions }));
  renameSync(written, file);
  return { name, vars, workerOptions };
}
