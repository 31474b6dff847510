// The Worker in workerd, as it would be deployed, as a group of processes of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { holdPort } from "../servers/port.mjs";
import { SECRETS } from "./deliveries.mjs";
import { ledger, operator, post, until } from "./server.mjs";

const LOCAL = fileURLToPath(new URL("../worker/local.mjs", import.meta.url));

/** Work that fails is tried again at once. The Cron runs when a test asks for it. */
const QUICK = { RETRY_SECONDS: "0", SEND_SECONDS: "1", CRON_SECONDS: "0", BATCH_SECONDS: "0.05" };

// The bundle, which the first Worker of a test file makes, and what those leave behind that are killed.
const SCRATCH = makeFolder(tmpdir());
// Each subject is a file: where there is memory for them, they need not wait for a disk.
const MEMORY = "/dev/shm";
const STATES = makeFolder(existsSync(MEMORY) && freeBytes(MEMORY) > 2 ** 30 ? MEMORY : tmpdir());

/** Makes a folder that is there until the tests are over. */
function makeFolder(where) {
  const folder = mkdtempSync(join(where, "countersign-worker-test-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function freeBytes(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * Starts the Worker, on a port that is nobody else's once it was killed, and waits until it listens.
 *
 * @param {Record<string, string>} env beside the secrets
 * @param {string} [state] the folder of one that ran before
 */
export async function startWorker(env = {}, state = mkdtempSync(join(STATES, "state-"))) {
  const child = spawn(process.execPath, [LOCAL], {
    // What the tests' own environment says stays out of it.
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...SECRETS,
      ...QUICK,
      BUNDLE: join(SCRATCH, "bundle"),
      TMPDIR: SCRATCH,
      STATE: state,
      PORT: String(await holdPort()),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const killGroup = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // it is gone
    }
  };
  process.once("exit", killGroup);
  const ended = once(child, "exit").finally(() => process.off("exit", killGroup));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));

  const early = ended.then(([code, signal]) => {
    throw new Error(`the Worker ended with ${signal ?? code}\n${output}`);
  });
  early.catch(() => {}); // a later end is what the test wants
  const lines = () =>
    output
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
  const listening = () => lines().find(({ msg }) => msg === "listening");
  await until(() => listening() || child.exitCode !== null, "the Worker to listen");
  if (child.exitCode !== null) await early;
  const url = `http://127.0.0.1:${listening().port}`;

  /** All deliveries about a subject, the newest first. */
  async function rows(subject) {
    const { deliveries } = await operator(url, "/deliveries?limit=1000");
    return deliveries.filter((row) => row.subject === subject);
  }

  return {
    url,
    state,
    lines,
    output: () => output,
    post: (delivery) => post(url, delivery),
    operator: (path, options) => operator(url, path, options),
    ledger: () => ledger(url),
    summary: () => operator(url, "/summary"),
    /** Waits until so many deliveries are stored and none of them is pending; returns the figures. */
    settled: (stored) =>
      until(async () => {
        const summary = await operator(url, "/summary");
        return summary.stored >= stored && summary.pending === 0 ? summary : null;
      }, `the work on ${stored} deliveries to be done`),
    until,
    rows,
    /** Waits until there are so many deliveries about a subject, none of them is pending, and all are as wanted. */
    settledRows: (subject, count, isWanted = () => true) =>
      until(async () => {
        const found = await rows(subject);
        return found.length === count && found.every((row) => row.state !== "pending" && isWanted(row)) && found;
      }, `${count} deliveries about ${subject}`),
    /** Runs the Cron. */
    async runCron() {
      const response = await fetch(`${url}/cdn-cgi/local/scheduled`, { method: "POST" });
      if (response.status !== 200) throw new Error(`the Cron answered ${response.status}`);
    },
    /** Ends it and everything it has started; what it has stored stays. */
    async kill() {
      killGroup();
      await ended;
    },
    /** Asks it to end; resolves to the exit code, or the signal that ended it. */
    async end() {
      child.kill("SIGTERM");
      const [code, signal] = await ended;
      return signal ?? code;
    },
  };
}

/** Runs a test with a Worker of its own. */
export async function withWorker(env, run) {
  const worker = await startWorker(env);
  try {
    await run(worker);
  } catch (error) {
    error.message += `\n${worker.output().slice(-4_000)}`;
    throw error;
  } finally {
    await worker.kill();
  }
}
