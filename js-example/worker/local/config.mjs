import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const WORKER = fileURLToPath(new URL("..", import.meta.url));
const CONFIG = join(WORKER, "wrangler.jsonc");
const KEPT = "config.json";

/**
 * Reads wrangler.jsonc in the form that miniflare takes. Keeps the result beside the bundle until wrangler.jsonc or wrangler
 * changes: loading wrangler takes a second.
 *
 * @param {string} folder of the bundle
 * @returns {Promise<{ name: string, vars: Record<string, unknown>, workerOptions: object }>}
 */
export async function readConfig(folder) {
  const file = join(folder, KEPT);
  const version = versionOfConfig();
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  if (kept?.version === version) return kept.config;
  const wrangler = await import("wrangler");
  const read = wrangler.unstable_readConfig({ config: CONFIG }, { hideWarnings: true });
  const { workerOptions } = wrangler.unstable_getMiniflareWorkerOptions(read);
  const config = { name: read.name, vars: read.vars, workerOptions };
  if (version !== undefined) keep(file, JSON.stringify({ version, config }));
  return config;
}

/** Changes whenever the config may differ. `undefined` if wrangler adds secrets to it, which no file should keep. */
function versionOfConfig() {
  if (existsSync(join(WORKER, ".dev.vars"))) return undefined;
  const wrangler = createRequire(import.meta.url).resolve("wrangler/package.json");
  return [CONFIG, wrangler].map((file) => statSync(file).mtimeMs).join(" ");
}

/** Another process may start with the same bundle, so the file appears as a whole. */
function keep(file, text) {
  const written = `${file}.${process.pid}`;
  try {
    writeFileSync(written, text);
    renameSync(written, file);
  } catch {
    // The folder can't be written to. The next start reads the config again.
  }
}
