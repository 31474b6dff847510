// The Worker in workerd, like the deployed one, in a process group.

import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../../lab/launch/caretaker.mjs";
import { holdPort } from "../../lab/launch/port.mjs";
import { launch } from "../../lab/launch/process.mjs";
import { bundleIn, bundleOf as makeBundle, makeStateFolder } from "../../lab/launch/worker.mjs";
import { SECRETS } from "./deliveries.mjs";
import { ledger, operator, post, until } from "./server.mjs";

const LOCAL = fileURLToPath(new URL("../../worker/local/index.mjs", import.meta.url));

/** Failed work is tried again at once. The Cron only runs when a test calls it. */
const QUICK = { RETRY_SECONDS: "0", SEND_SECONDS: "1", CRON_SECONDS: "0", BATCH_SECONDS: "0.05" };

// The bundle, which the first Worker makes, and the data of stopped Workers.
const { folder: SCRATCH } = makeFolder("countersign-worker-test-");
const { folder: STATES } = makeStateFolder("countersign-worker-test-");

/**
 * Starts the Worker and waits until it listens. No other program gets its port after it was stopped.
 *
 * @param {Record<string, string>} env in addition to the secrets
 * @param {string} [state] the data folder of an earlier Worker
 */
export async function startWorker(env = {}, state = mkdtempSync(join(STATES, "state-"))) {
  const { child, ended, waitFor, signalAll } = launch(process.execPath, [LOCAL], {
    // The tests' own environment must not change the Worker.
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...SECRETS,
      ...QUICK,
      BUNDLE: bundleIn(SCRATCH),
      TMPDIR: SCRATCH,
      STATE: state,
      PORT: String(await holdPort()),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));

  /** Kills the Worker and its child processes. Its data stays. */
  async function kill() {
    signalAll("SIGKILL");
    await waitFor(ended);
  }
  const lines = () =>
    output
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
  const listening = () => lines().find(({ msg }) => msg === "listening");
  await until(() => listening() || child.exitCode !== null, "the Worker to listen").catch(async (error) => {
    await kill();
    throw error;
  });
  if (!listening()) throw new Error(`the Worker ended with ${child.exitCode}\n${output}`);
  const url = `http://127.0.0.1:${listening().port}`;

  /** Returns all deliveries about a subject, newest first. */
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
    /** Waits until `stored` deliveries are stored and none is pending, and returns the figures. */
    settled: (stored) =>
      until(async () => {
        const summary = await operator(url, "/summary");
        return summary.stored >= stored && summary.pending === 0 ? summary : null;
      }, `the work on ${stored} deliveries to be done`),
    until,
    rows,
    /** Waits until a subject has `count` deliveries, none is pending, and `isWanted` accepts all of them. */
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
    kill,
    /** Asks it to end; resolves to the exit code, or the signal that ended it. */
    async end() {
      child.kill("SIGTERM");
      const { code, signal } = await waitFor(ended);
      return signal ?? code;
    },
  };
}

/** Bundles the Worker with another entry, an `index.mjs`, as it bundles itself; returns what `startWorker` takes. */
export const bundleOf = async (entry) => ({
  BUNDLE: await makeBundle(entry, mkdtempSync(join(SCRATCH, "bundle-")), SCRATCH),
});

/** Runs a test with a new Worker. */
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
