// The genuine sender: deliveries of signed and unsigned providers, at a rate that does not depend on the answers.

import { setMaxListeners } from "node:events";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { traffic } from "../simulator/traffic.mjs";
import { Latencies } from "../torture/latencies.mjs";

/** Without isendu: its batches come from the crowd. */
export const PROVIDERS = ["optondemand", "reward", "xoxoday"];
const LARGEST = 4_000;
/** A part of the senders opens a connection for each delivery. */
const ALONE = 4;
const AGAIN_MS = 100;
/** So long a sender waits for an answer; a receiver's own limit is shorter. */
const PATIENCE_MS = 30_000;

/** Yields genuine deliveries, each once. */
export function* genuineDeliveries(seed) {
  for (const message of traffic({ seed, count: Infinity, providers: PROVIDERS })) {
    const { sort, manner, body, units } = message;
    if (sort === "genuine" && manner === "plain" && body.length <= LARGEST && units.every(isPlain)) yield message;
  }
}

/** Its key is its own, and a receiver stores it as it is: odd ids and returns are for other tests. */
const isPlain = ({ key, keys }) => keys === undefined && /^[\x20-\x7e]{1,200}$/.test(key);

/**
 * Returns a sender.
 *
 * @param {object} options
 * @param {string} options.url
 * @param {number} options.seed
 */
export function createSender({ url, seed }) {
  const messages = genuineDeliveries(seed);
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  /** How often each key was answered with 200. */
  const taken = new Map();

  /**
   * Sends deliveries for a while. A delivery without a 200 is sent again, as providers do, and its time goes
   * on.
   *
   * @param {{ seconds: number, perSecond: number, signal: AbortSignal }} how
   * @returns {Promise<{ deliveries: Latencies, counts: Record<string, number>, late: (ms: number) => number }>} how long the
   *   deliveries took until they were answered with 200, the answers by status, and how many answers took longer than so long
   */
  async function send({ seconds, perSecond, signal }) {
    const answers = [];
    const deliveries = new Latencies();
    const counts = {};
    const started = performance.now();
    const under = [];
    // Each delivery that waits listens to it.
    setMaxListeners(0, signal);
    for (let number = 0; number < seconds * perSecond; number += 1) {
      const due = started + (number * 1_000) / perSecond;
      await sleep(Math.max(0, due - performance.now()), undefined, { signal });
      const isAlone = number % ALONE === 0;
      const one = deliver(messages.next().value, { due, isAlone, signal, answers, deliveries, counts });
      // After an interrupt we no longer await the deliveries, so their errors must not end the process.
      one.catch(() => {});
      under.push(one);
    }
    await Promise.all(under);
    return { deliveries, counts, late: (ms) => answers.filter((took) => took > ms).length };
  }

  async function deliver(message, { due, isAlone, signal, answers, deliveries, counts }) {
    // From when it was due: a sender that is late has waited as well.
    for (let started = due; ; started = performance.now()) {
      const status = await exchange(message, isAlone);
      counts[status] = (counts[status] ?? 0) + 1;
      if (status !== "none") answers.push(performance.now() - started);
      if (status === 200) break;
      await sleep(AGAIN_MS, undefined, { signal });
    }
    deliveries.add(performance.now() - due);
    for (const { key } of message.units) taken.set(key, (taken.get(key) ?? 0) + 1);
  }

  function exchange({ path, headers, body }, isAlone) {
    return new Promise((resolve) => {
      const options = { hostname, port, path, method: "POST", timeout: PATIENCE_MS, agent: isAlone ? false : agent };
      const outgoing = request({ ...options, headers: { ...headers, "content-length": String(body.length) } });
      outgoing
        .on("timeout", () => outgoing.destroy())
        .on("error", () => resolve("none"))
        .on("response", (incoming) => {
          incoming.resume().on("end", () => resolve(incoming.statusCode));
          incoming.on("error", () => resolve("none"));
        })
        .end(body);
    });
  }

  return { send, taken, close: () => agent.destroy() };
}
