// One example: its genuine deliveries alone first, then with the crowd, and the comparison with its database in the end.

import { setTimeout as sleep } from "node:timers/promises";
import { OPERATOR_TOKEN } from "../simulator/keys.mjs";
import { operator } from "../simulator/view.mjs";
import { startCrowd } from "./crowd.mjs";
import { createSender, PROVIDERS } from "./genuine.mjs";
import { countLevels, peakOf, watchHeap } from "./watch.mjs";

const WARM_SECONDS = 2;
/** The crowd gets this time to connect before we measure. */
const CROWD_MS = 2_000;
/** If we do not stop the crowd, it ends this long after the planned end. */
const CROWD_MARGIN_SECONDS = 120;
const DRAIN_LIMIT_MS = 180_000;
const POLL_MS = 500;

/**
 * @typedef {object} Load
 * @property {number} seed
 * @property {number} seconds of each half
 * @property {number} perSecond genuine deliveries
 * @property {number} strangers
 * @property {number} batches
 * @property {number} senders of batches
 *
 * @typedef {object} Report
 * @property {string} title
 * @property {number} limitSeconds the server's own limit for an answer
 * @property {number} memoryLimit in bytes
 * @property {Awaited<ReturnType<ReturnType<typeof createSender>["send"]>>} alone
 * @property {Awaited<ReturnType<ReturnType<typeof createSender>["send"]>>} among with the crowd
 * @property {import("./crowd.mjs").Seen} seen
 * @property {{ taken: number, missing: number, extra: number, doubled: number, pending: number, dead: number }} stored of the genuine deliveries
 * @property {{ before: number, peak: number, heap: number }} memory in bytes; 0 where it is unknown
 * @property {Record<string, number>} levels lines of the log
 * @property {string[]} errors the lines of level error and fatal
 * @property {string | null} ended why the server ended by itself, or null
 */

/**
 * Sends to one example, and returns the report.
 *
 * @param {Load & import("./targets.mjs").Target & { say: (text: string) => void, signal: AbortSignal }} options
 * @returns {Promise<Report>}
 */
export async function run({ title, limitSeconds, memoryLimit, shapes, start, say, signal, ...load }) {
  const { url, child, metrics, stop } = await start();
  const log = countLevels(child);
  let ended = null;
  child.ended.then((reason) => (ended = reason));
  const sender = createSender({ url, seed: load.seed });
  try {
    const { alone, among, seen, memory, stored } = await play({
      url,
      pid: child.pid,
      metrics,
      shapes,
      sender,
      say,
      signal,
      ...load,
    });
    return { title, limitSeconds, memoryLimit, alone, among, seen, memory, stored, ended, ...log };
  } finally {
    sender.close();
    await stop();
  }
}

async function play({
  url,
  pid,
  metrics,
  shapes,
  sender,
  seconds,
  perSecond,
  strangers,
  batches,
  senders,
  say,
  signal,
}) {
  await sender.send({ seconds: WARM_SECONDS, perSecond, signal });
  say(`${perSecond} genuine deliveries a second for ${seconds} s`);
  const alone = await sender.send({ seconds, perSecond, signal });
  const before = peakOf(pid);
  const heap = watchHeap(metrics);
  const crowd = startCrowd({ url, strangers, batches, senders, shapes, seconds: seconds + CROWD_MARGIN_SECONDS });
  try {
    say(`the same with ${strangers} strangers, and batches of 1 MiB`);
    await sleep(CROWD_MS, undefined, { signal });
    const among = await sender.send({ seconds, perSecond, signal });
    const seen = await crowd.stop();
    say("waiting for the work to end");
    const stored = await readStored(url, sender.taken, signal);
    return { alone, among, seen, stored, memory: { before, peak: peakOf(pid), heap: await heap.stop() } };
  } finally {
    await Promise.allSettled([crowd.stop(), heap.stop()]);
  }
}

/**
 * Compares the deliveries that were answered with 200 with those that are stored. It waits for the work, and for a list that comes later than the
 * deliveries.
 */
async function readStored(url, taken, signal) {
  const api = operator(() => url, OPERATOR_TOKEN);
  const until = performance.now() + DRAIN_LIMIT_MS;
  for (;;) {
    const rows = (await Promise.all(PROVIDERS.map(api.deliveriesOf))).flat();
    const stored = tally(rows, taken);
    if ((stored.pending === 0 && stored.missing === 0) || performance.now() > until) return stored;
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** Counts the rows, and those that are missing. @param {import("../simulator/view.mjs").Row[]} rows @param {Map<string, number>} taken */
export function tally(rows, taken) {
  const times = new Map();
  for (const { dedupeKey } of rows) times.set(dedupeKey, (times.get(dedupeKey) ?? 0) + 1);
  return {
    taken: taken.size,
    missing: [...taken.keys()].filter((key) => !times.has(key)).length,
    extra: [...times.keys()].filter((key) => !taken.has(key)).length,
    doubled: [...times.values()].filter((count) => count > 1).length,
    pending: rows.filter(({ state }) => state === "pending").length,
    dead: rows.filter(({ state }) => state === "dead").length,
  };
}
