import { rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../lab/launch/caretaker.mjs";
import { Child } from "../lab/launch/child.mjs";
import { startNode as startNodeServer } from "../lab/launch/node.mjs";
import { holdPort } from "../lab/launch/port.mjs";
import { makeStateFolder } from "../lab/launch/worker.mjs";
import { NODE_ENV } from "../lab/simulator/keys.mjs";
import { isWell } from "../lab/torture/watch.mjs";
import { quiet } from "../worker/local/quiet.mjs";

const HOST = "127.0.0.1";
const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Gives up failing work quickly: some deliveries of the demo always fail. */
const QUICK = { ATTEMPTS: "4", RETRY_SECONDS: "0.1" };
const VARS = { RETRY_SECONDS: "0" };
/** Turns off wrangler's own pages, and reads secrets from the given file. */
const NO_EXTRAS = {
  CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "true",
  X_LOCAL_EXPLORER: "false",
  X_LOCAL_OBSERVABILITY: "false",
};

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {string} url
 * @property {Child} child
 * @property {() => Promise<void>} stop
 */

/**
 * Starts node/server.mjs on the demo's own Node, with a new database.
 *
 * @returns {Promise<Server>}
 */
export async function startNode() {
  const { folder, remove } = makeFolder("countersign-demo-");
  const { child, url } = await startNodeServer({ ...QUICK, DATABASE_FILE: join(folder, "countersign.db") });
  async function stop() {
    await child.stop();
    remove();
  }
  return { name: "node", url, child, stop };
}

/**
 * Starts the Worker in workerd with `wrangler dev`.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<Server>}
 */
export async function startWorkerd(signal) {
  const port = await holdPort();
  signal.throwIfAborted();
  const { folder: state, remove } = makeStateFolder("countersign-demo-");
  const secrets = join(state, "secrets.env");
  writeFileSync(
    secrets,
    Object.entries(NODE_ENV)
      .map(([name, value]) => `${name}="${value}"\n`)
      .join(""),
  );
  const args = [
    join(ROOT, "node_modules/wrangler/bin/wrangler.js"),
    "dev",
    ...["--config", join(ROOT, "worker/wrangler.jsonc")],
    ...["--ip", HOST, "--port", String(port), "--inspector-port", "0"],
    ...["--persist-to", state, "--show-interactive-dev-session", "false"],
    ...["--env-file", secrets],
    ...Object.entries(VARS).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
  ];
  // wrangler needs a newer Node than the demo. The `node` package provides it.
  const env = { ...process.env, ...quiet(state), ...NO_EXTRAS, TMPDIR: state };
  const child = new Child(join(ROOT, "node_modules/node/bin/node"), args, { env });
  const url = `http://${HOST}:${port}`;
  await ready(child, url, signal);

  async function stop() {
    await child.stop();
    remove();
    removeEmpty(join(ROOT, "worker/.wrangler/tmp"), join(ROOT, "worker/.wrangler"));
  }
  return { name: "workerd", url, child, stop };
}

/** Resolves when the server can store deliveries. Rejects if it ends before that. */
async function ready(child, url, signal) {
  while (!(await isWell(url))) {
    if (child.isEnded) throw new Error(`wrangler ended before the Worker answered\n${child.output}`);
    await sleep(100, undefined, { signal });
  }
}

function removeEmpty(...folders) {
  try {
    for (const folder of folders) rmdirSync(folder);
  } catch {
    // missing, or still in use by another wrangler
  }
}
