// One example under torture, from its start to its balance.

import { createAccount } from "../simulator/account.mjs";
import { XOXODAY } from "../simulator/behaviour/xoxoday.mjs";
import { scaledClock } from "../simulator/clock.mjs";
import { compare } from "../simulator/compare.mjs";
import { OPERATOR_TOKEN } from "../simulator/keys.mjs";
import { leastOf, settled } from "../simulator/settled.mjs";
import { createSimulator } from "../simulator/simulator.mjs";
import { traffic } from "../simulator/traffic.mjs";
import { createTransport } from "../simulator/transport.mjs";
import { operator } from "../simulator/view.mjs";
import { compareBodies } from "./bodies.mjs";
import { Latencies } from "./latencies.mjs";
import { PROGRESS_MS, reportProgress } from "./progress.mjs";
import { replayMeanwhile, replaySome } from "./replays.mjs";
import { strikeAmong } from "./strikes.mjs";
import { watchHealth } from "./watch.mjs";

const DRAIN_LIMIT_MS = 180_000;
const LINES = 15;
const MARGIN_MS = 10_000;
/** The most messages on their way or waiting for a retry. So a long outage does not collect more of them. */
const OUTSTANDING = 400;
/** isendu documents no retries. Here it gets some, so that its messages survive the faults. */
const BEHAVIOUR = { isendu: { attempts: 8, confirmedAfter: 0 } };

/** The receiver's environment. Its retries must finish within the time of the test. */
export const QUICK = { ATTEMPTS: "6", LEASE_SECONDS: "5", RETRY_MAX_SECONDS: "2", RETRY_SECONDS: "0.2" };

/**
 * Plays deliveries to an example while faults strike, waits until all work is done, and compares the books.
 *
 * @param {object} options
 * @param {import("./target.mjs").StartTarget} options.start
 * @param {number} options.deliveries
 * @param {number} options.seed
 * @param {number} options.rounds how often each fault strikes
 * @param {number} options.factor how much faster than the machine's clock the providers' clock runs
 * @param {number} options.pauseMs
 * @param {number} options.megabytes
 * @param {(text: string) => void} options.say
 * @param {AbortSignal} options.signal
 * @returns {Promise<import("./report.mjs").Report>}
 */
export async function run({ start, deliveries, seed, rounds, factor, pauseMs, megabytes, say, signal }) {
  const started = performance.now();
  const target = await start({ env: QUICK, megabytes, pauseMs });
  try {
    say(`up after ${seconds(performance.now() - started)}`);
    return await play(target, { deliveries, seed, rounds, factor, say, signal });
  } catch (error) {
    // An interrupted run needs no output.
    for (const { name, output } of signal.aborted ? [] : target.services)
      say(`last output of ${name}:\n${shortened(output())}`);
    throw error;
  } finally {
    await target.stop();
  }
}

async function play(target, { deliveries, seed, rounds, factor, say, signal }) {
  const account = createAccount();
  const latencies = new Latencies();
  const onAnswer = ({ status, ms }) => status !== null && latencies.add(ms);
  const transport = createTransport({ url: target.url, onAnswer });
  const patience = new AbortController();
  const simulator = createSimulator({
    clock: scaledClock(factor),
    send: transport.send,
    account,
    signal: AbortSignal.any([signal, patience.signal]),
    behaviour: BEHAVIOUR,
  });
  const api = operator(() => target.services[0].url, OPERATOR_TOKEN);
  const health = watchHealth(target.services);
  const replays = replayMeanwhile(api);
  const struck = new Map();
  const progress = { fault: "" };
  const stopProgress = reportProgress({ account, latencies, deliveries, progress, say });

  try {
    if (!(await simulator.providers.isendu.confirm()))
      throw new Error("isendu's confirmation of the URL got a wrong answer");
    const playing = performance.now();
    const messages = strikeAmong(traffic({ seed, count: deliveries }), {
      count: deliveries,
      faults: target.faults.filter((fault) => fault.strike !== null),
      rounds,
      seed,
      services: target.services,
      quietMs: (outageMs) => quietAfter(outageMs, factor),
      onStrike: (name) => (progress.fault = name),
      onStruck(name, outageMs) {
        progress.fault = "";
        struck.set(name, (struck.get(name) ?? 0) + 1);
        say(`${name}: all is well again after ${seconds(outageMs)}`);
      },
    });
    await simulator.play(patiently(messages, patience, patienceMs(simulator, factor)), { outstanding: OUTSTANDING });
    const playedMs = performance.now() - playing;
    signal.throwIfAborted();
    await replays.stop();
    await health.stop();
    stopProgress();
    const drainedMs = await drain(api, account, say, signal);
    await replaySome(api, replays.counts);
    await drain(api, account, say, signal);
    const view = await api.view();
    const bodies = await compareBodies(api, account, view, seed);
    const windows = windowsOf(simulator, factor);
    return {
      seed,
      deliveries,
      account,
      struck,
      playedMs,
      drainedMs,
      windows,
      bodies,
      result: compare(account, view),
      summary: view.summary,
      ledgerEntries: view.ledger.length,
      replays: replays.counts,
      outages: health.outages,
      services: target.services,
      notStruck: target.faults.filter(({ strike }) => strike === null),
      latencies,
    };
  } finally {
    stopProgress();
    await Promise.allSettled([replays.stop(), health.stop()]);
    transport.close();
  }
}

/** After the last message, the providers only retry for this long. */
async function* patiently(messages, patience, ms) {
  yield* messages;
  setTimeout(() => patience.abort(), ms).unref();
}

/**
 * Returns how long no other fault may strike. Xoxoday is the least patient: it retries a message of the outage twice before
 * its last attempt, and the next of these must reach a healthy receiver.
 */
function quietAfter(outageMs, factor) {
  const attempts = XOXODAY.waits.map(
    (_, index) => XOXODAY.waits.slice(0, index + 1).reduce((all, wait) => all + wait, 0) / factor,
  );
  return (attempts.find((ms) => ms > outageMs) ?? attempts.at(-1)) + MARGIN_MS / 20;
}

function patienceMs({ providers: { optondemand: _day, ...others } }, factor) {
  return Math.max(...Object.values(others).map(({ window }) => window)) / factor + MARGIN_MS;
}

/** Waits until there is no work left. Returns the time that took. */
async function drain(api, account, say, signal) {
  const started = performance.now();
  let told = 0;
  const onWait = (summary) => {
    const waited = performance.now() - started;
    if (waited - told < PROGRESS_MS) return;
    told = waited;
    say(`waiting for the work to end: ${summary?.pending ?? "unknown, nobody answers"} pending`);
  };
  await settled(api, { least: leastOf(account), limitMs: DRAIN_LIMIT_MS, signal, onWait });
  return performance.now() - started;
}

/** Returns how long an outage each provider tolerates, in the machine's milliseconds. */
function windowsOf({ providers }, factor) {
  return Object.fromEntries(Object.entries(providers).map(([name, { window }]) => [name, window / factor]));
}

const shortened = (output) =>
  output
    .split("\n")
    .slice(-LINES)
    .map((line) => line.slice(0, 300))
    .join("\n");
const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;
