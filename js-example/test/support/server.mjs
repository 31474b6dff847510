// The Node server in a process, as in production.

import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { holdPort } from "../../lab/launch/port.mjs";
import { launch } from "../../lab/launch/process.mjs";
import { startAll } from "../../lab/launch/start-all.mjs";
import { SECRETS } from "./deliveries.mjs";

const SERVER = fileURLToPath(new URL("../../node/server.mjs", import.meta.url));

/** Short waits, so that tests of retries and of leases take seconds. */
const QUICK = {
  RETRY_SECONDS: "0.02",
  RETRY_MAX_SECONDS: "0.2",
  LEASE_SECONDS: "1",
  POLL_SECONDS: "0.05",
  ATTEMPTS: "4",
};

/**
 * Starts a server and waits until it is ready. No other program gets its port after it has ended.
 *
 * @param {Record<string, string>} env in addition to the secrets
 */
export async function startServer(env = {}) {
  const { child, ended, waitFor } = launch(process.execPath, [SERVER], {
    env: { PATH: process.env.PATH, PORT: String(await holdPort()), ...SECRETS, ...QUICK, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { text: "" };
  const lines = [];
  let rest = "";
  child.stderr.on("data", (chunk) => (output.text += chunk));
  child.stdout.on("data", (chunk) => {
    output.text += chunk;
    const parts = (rest + chunk).split("\n");
    rest = parts.pop();
    lines.push(...parts.filter(Boolean).map((line) => JSON.parse(line)));
  });

  const line = (msg) => lines.find((each) => each.msg === msg);
  const ready = env.ROLE === "worker" ? "working" : "listening";
  await until(() => line(ready) || child.exitCode !== null, "the server to be ready").catch(async (error) => {
    await end("SIGKILL");
    throw error;
  });
  if (!line(ready)) throw new Error(`the server ended with ${child.exitCode}\n${output.text}`);
  const url = line("listening") && `http://127.0.0.1:${line("listening").port}`;

  async function end(signal = "SIGTERM") {
    child.kill(signal);
    const { code, signal: by } = await waitFor(ended);
    return by ?? code;
  }

  return {
    url,
    metricsUrl: line("serving metrics") && `http://127.0.0.1:${line("serving metrics").port}`,
    child,
    lines,
    line,
    output: () => output.text,
    /** Sends a signal; resolves to the exit code, or the signal that ended it. */
    end,
    async post(delivery) {
      try {
        return await post(url, delivery);
      } catch (cause) {
        const state = child.exitCode ?? child.signalCode ?? "running";
        throw new Error(`no answer: ${cause.cause ?? cause}; the server (${state}) said:\n${output.text}`, { cause });
      }
    },
    operator: (path, options) => operator(url, path, options),
    summary: () => operator(url, "/summary"),
    /** Waits until nothing is pending, and returns the figures. */
    settled: () =>
      until(
        async () => ((await operator(url, "/summary")).pending === 0 ? operator(url, "/summary") : null),
        "the work to be done",
      ),
    ledger: () => ledger(url),
  };
}

/** Runs a test with a new server. */
export const withServer = (env, run) => withServers([env], ([server]) => run(server));

/**
 * Runs a test with several servers. They start in parallel, and all of them are stopped at the end.
 *
 * @param {Record<string, string>[]} envs one for each server
 * @param {(servers: Awaited<ReturnType<typeof startServer>>[]) => Promise<void>} run may replace servers in the list
 */
export async function withServers(envs, run) {
  const servers = await startServers(envs);
  try {
    await run(servers);
  } finally {
    await Promise.all(servers.map((server) => server.end("SIGKILL")));
  }
}

/** Starts several servers in parallel. If one fails, all are stopped. */
export const startServers = (envs) =>
  startAll(
    envs.map((env) => () => startServer(env)),
    (server) => server.end("SIGKILL"),
  );

export async function post(url, { path, body, headers }) {
  const response = await fetch(`${url}${path}`, { method: "POST", body, headers });
  return { status: response.status, text: await response.text() };
}

export async function operator(url, path, { method = "GET", token = SECRETS.OPERATOR_TOKEN } = {}) {
  const response = await fetch(`${url}/operator/api${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  if (response.status !== 200) return response.status;
  return response.json();
}

/** Returns all entries of the ledger. */
export async function entries(url) {
  const all = [];
  for (let after = ""; after !== null; ) {
    const page = await operator(url, `/ledger?limit=1000&after=${encodeURIComponent(after)}`);
    all.push(...page.entries);
    after = page.next;
  }
  return all;
}

/** Returns all entries as `provider subject` → [state, version, events]. */
export async function ledger(url) {
  const all = await entries(url);
  return Object.fromEntries(
    all.map(({ provider, subject, state, version, events }) => [`${provider} ${subject}`, [state, version, events]]),
  );
}

/** Waits until no wanted delivery is pending and `areDone` accepts them, and returns them. */
const settledAll = (url, isWanted, areDone = () => true) =>
  until(async () => {
    const { deliveries } = await operator(url, "/deliveries?limit=1000");
    const found = deliveries.filter(isWanted);
    return found.every(({ state }) => state !== "pending") && areDone(found) && found;
  }, "the deliveries to be worked on");

/** The target for the scenarios of news.mjs. */
export const newsTarget = ({ url, post }) => ({
  post,
  settledAll: (...wanted) => settledAll(url, ...wanted),
  settledRows: (subject, count, isWanted = () => true) =>
    settledAll(
      url,
      (row) => row.subject === subject,
      (rows) => rows.length === count && rows.every(isWanted),
    ),
  entry: async (name) => (await entries(url)).find(({ provider, subject }) => `${provider} ${subject}` === name),
});

/**
 * Waits for a condition. The waits grow, because most conditions ask a server, which has other work. The limit is long: it only
 * ends a test that hangs.
 */
export async function until(condition, what, limitMs = 60_000) {
  const end = Date.now() + limitMs;
  for (let waitMs = 10; ; waitMs = Math.min(1.3 * waitMs, 50)) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`);
    await sleep(waitMs);
  }
}
