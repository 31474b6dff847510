import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { RECEIVER_ENV } from "../sender/keys.mjs";
import { Child } from "./child.mjs";

const HOST = "127.0.0.1";
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {string} url
 * @property {Child} child
 * @property {() => Promise<void>} stop
 */

/**
 * Starts node/server.mjs under the Node that runs the demo.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<Server>}
 */
export async function startNode(signal) {
  const port = await freePort();
  signal.throwIfAborted();
  const child = new Child(process.execPath, [join(ROOT, "node/server.mjs")], {
    ...process.env,
    ...RECEIVER_ENV,
    PORT: String(port),
  });
  return { name: "node", url: `http://${HOST}:${port}`, child, stop: () => child.stop() };
}

/**
 * Starts worker/index.mjs in workerd, by `wrangler dev`.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<Server>}
 */
export async function startWorkerd(signal) {
  const port = await freePort();
  signal.throwIfAborted();
  const state = mkdtempSync(join(tmpdir(), "countersign-demo-"));
  const secrets = join(state, "secrets.env");
  writeFileSync(secrets, Object.entries(RECEIVER_ENV).map(([name, value]) => `${name}="${value}"\n`).join(""));
  const args = [
    join(ROOT, "node_modules/wrangler/bin/wrangler.js"),
    "dev",
    ...["--config", join(ROOT, "worker/wrangler.jsonc")],
    ...["--ip", HOST, "--port", String(port), "--inspector-port", "0"],
    ...["--persist-to", state, "--show-interactive-dev-session", "false"],
    ...["--env-file", secrets],
    // From the file wrangler takes only those secrets that its configuration requires.
    ...["ISENDU_KEY_ID", "ISENDU_SECRET"].flatMap((name) => ["--var", `${name}:${RECEIVER_ENV[name]}`]),
  ];
  // Current wrangler needs a newer Node than the demo itself, so the package brings one.
  const child = new Child(join(ROOT, "node_modules/node/bin/node"), args, {
    ...process.env,
    ...offline(state),
  });

  async function stop() {
    await child.stop();
    rmSync(state, { recursive: true, force: true });
    removeEmpty(join(ROOT, "worker/.wrangler/tmp"), join(ROOT, "worker/.wrangler"));
  }
  return { name: "workerd", url: `http://${HOST}:${port}`, child, stop };
}

/**
 * Resolves when the server answers, and fails when it ends before.
 *
 * @param {Server} server
 * @param {AbortSignal} signal
 */
export async function ready({ name, url, child }, signal) {
  const ended = child.ended.then((reason) => {
    throw new Error(`${name} ended before it answered (${reason})`);
  });
  const answered = async () => {
    while (!(await answers(url))) await sleep(100, undefined, { signal });
  };
  await Promise.race([answered(), ended]);
}

/** No telemetry, no update check, no look-up of the machine's location, and no state outside `folder`. */
function offline(folder) {
  return {
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    NO_COLOR: "1",
    WRANGLER_CACHE_DIR: folder,
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_REGISTRY_PATH: folder,
    WRANGLER_SEND_ERROR_REPORTS: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_WRITE_LOGS: "false",
    XDG_CONFIG_HOME: folder,
    X_LOCAL_EXPLORER: "false",
    X_LOCAL_OBSERVABILITY: "false",
  };
}

function answers(url) {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, HOST, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function removeEmpty(...folders) {
  try {
    for (const folder of folders) rmdirSync(folder);
  } catch {
    // absent, or somebody else's wrangler keeps state there
  }
}
