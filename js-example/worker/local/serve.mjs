import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configOf, providersOf, SECRETS } from "../settings.mjs";
import { bundle } from "./bundle.mjs";
import { readConfig } from "./config.mjs";
import { startCron } from "./cron.mjs";
import { quiet } from "./quiet.mjs";

// The miniflare of this wrangler version.
const { Miniflare, convertV4MiniflareOptions } = createRequire(import.meta.resolve("wrangler"))("miniflare");

const STATE = fileURLToPath(new URL("../.wrangler/state", import.meta.url));

/** How often the Cron runs, as in wrangler.jsonc. */
const EVERY_SECONDS = 300;

/** Variables that wrangler.jsonc does not set. */
const UNSET = ["MAX_BODY_BYTES"];

/**
 * Runs the Worker until a signal ends it.
 *
 * @param {Record<string, string | undefined>} env
 */
export async function serve(env) {
  // This comes before anything that a signal would leave behind. Later, Miniflare ends the process at a signal.
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(name, () => stopping.abort());

  const folder = mkdtempSync(join(tmpdir(), "countersign-worker-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  Object.assign(process.env, quiet(folder));

  const problem = problemOf(env);
  if (problem) {
    console.error(problem);
    process.exit(2);
  }

  const modulesRoot = env.BUNDLE ?? join(folder, "bundle");
  const modules = await bundle(modulesRoot, stopping.signal).catch((error) => {
    if (!stopping.signal.aborted) throw error;
  });
  const config = stopping.signal.aborted ? undefined : await readConfig(modulesRoot);
  if (stopping.signal.aborted) process.exit(0);
  const miniflare = new Miniflare(convertV4MiniflareOptions(optionsOf(config, env, { modules, modulesRoot })));
  const url = await miniflare.ready;
  print({ msg: "listening", port: Number(url.port), pid: process.pid, providers: providersOf(env) });
  runCron(url, Number(env.CRON_SECONDS ?? EVERY_SECONDS));
}

/** Returns the reason not to start. A deployed Worker starts anyway; its log and /healthz then show the reason. */
function problemOf(env) {
  const providers = providersOf(env);
  if (providers.length === 0) return "no provider: set the secrets of at least one";
  const problems = providers.map((provider) => {
    try {
      configOf(provider, env);
      return null;
    } catch (error) {
      return error.message;
    }
  });
  return [...new Set(problems.filter(Boolean))].join("; ");
}

function optionsOf(config, env, bundled) {
  const { workerOptions } = config;
  if (env.BATCH_SECONDS)
    for (const consumer of Object.values(workerOptions.queueConsumers))
      consumer.maxBatchTimeout = Number(env.BATCH_SECONDS);
  const names = [...SECRETS, ...UNSET, ...Object.keys(config.vars)].filter((name) => env[name] !== undefined);
  return {
    ...workerOptions,
    name: config.name,
    bindings: { ...workerOptions.bindings, ...Object.fromEntries(names.map((name) => [name, env[name]])) },
    ...bundled,
    host: env.HOST ?? "127.0.0.1",
    port: Number(env.PORT ?? 0),
    resourcePersistencePath: env.STATE ?? STATE,
    cf: false,
    telemetry: { enabled: false },
    logRequests: false, // a URL has a token
    unsafeTriggerHandlers: true, // POST /cdn-cgi/local/scheduled runs the Cron
    handleStructuredLogs: ({ level, message }) => print({ level, message }),
  };
}

/**
 * Cloudflare runs the Cron itself; locally we must start it. We do so over HTTP: miniflare's own function waits without
 * reading the Worker's log, and a Worker stops when nobody reads its log.
 */
function runCron(url, seconds) {
  const run = async () => {
    const response = await fetch(new URL("/cdn-cgi/local/scheduled", url), { method: "POST" });
    await response.arrayBuffer();
  };
  startCron(run, seconds, (error) => console.error(`the Cron did not run: ${error.message}`));
}

/** Lines of the Worker are JSON already. */
function print({ message, ...rest }) {
  console.log(message ?? JSON.stringify(rest));
}
