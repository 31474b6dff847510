// Runs the programs of the cells, each in its own process group, so that its children end with it.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** Turns off the tools' telemetry, update checks and colours. */
const QUIET = {
  ASTRO_TELEMETRY_DISABLED: "1",
  CI: "1",
  DENO_NO_UPDATE_CHECK: "1",
  DO_NOT_TRACK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  NO_COLOR: "1",
  NO_UPDATE_NOTIFIER: "1",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_SEND_METRICS: "false",
  YARN_ENABLE_TELEMETRY: "0",
};
const MOST_OUTPUT = 20_000;

/** Starts a program. `output` is its output so far, and `stop` ends it with all its children. */
export function start(command, args, { cwd, env = {}, onLine }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...QUIET, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const started = { output: "", stdout: "", ended: undefined, stop };
  child.stdout.on("data", (chunk) => (started.stdout += chunk));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => (started.output = (started.output + chunk).slice(-MOST_OUTPUT)));
  }
  if (onLine) createInterface({ input: child.stdout }).on("line", onLine);
  started.ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? code));
  });
  process.once("exit", stop);
  return started;

  function stop() {
    process.off("exit", stop);
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group has already ended.
    }
  }
}

/**
 * Runs a program to its end. Returns its standard output, or throws all of its output if it fails. `onLine` gets each line of
 * the standard output at once.
 */
export async function run(command, args, { timeoutMs = 240_000, ...options }) {
  const child = start(command, args, options);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.stop();
  }, timeoutMs);
  const code = await child.ended;
  clearTimeout(timer);
  child.stop();
  const problem = isLate ? `did not end within ${timeoutMs / 1000} s` : `ended with ${code}`;
  if (isLate || code !== 0) throw new Error(`${[command, ...args].join(" ")} ${problem}\n${child.output}`);
  return child.stdout;
}

/** Starts a server and requests a path until it answers. Returns the text of the answer. */
export const ask = (command, args, options) => serving(command, args, options, (text) => text);

/** Does the same, then calls a function with the answer's text while the server runs, and returns its result. */
export async function serving(command, args, { port, path = "/", timeoutMs = 120_000, ...options }, act) {
  const child = start(command, args, options);
  try {
    return await act(await answer(child, `http://127.0.0.1:${port}${path}`, Date.now() + timeoutMs));
  } finally {
    child.stop();
    await child.ended;
  }
}

async function answer(child, url, until) {
  let ended = false;
  child.ended.then(() => (ended = true));
  for (;;) {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) }).catch((error) => ({ error }));
    if (response.ok) return response.text();
    if (!response.error)
      throw new Error(`${url} answers ${response.status}\n${await response.text()}\n${child.output}`);
    if (ended || Date.now() > until) throw new Error(`${url} does not answer: ${response.error}\n${child.output}`);
    await sleep(100);
  }
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
