// Decides when the faults strike: one after the other, spread over the traffic. Two never follow so closely that a provider
// would meet both with one message and give up: its window is long enough for one outage.

import { setTimeout as sleep } from "node:timers/promises";
import { seeded } from "../simulator/random.mjs";
import { isWell } from "./watch.mjs";

/** A fault strikes when this many messages of its part of the traffic are on their way. */
const UNDER_WAY = 200;
const POLL_MS = 50;

/**
 * Yields the messages while the faults strike.
 *
 * @template T
 * @param {Iterable<T>} messages
 * @param {object} options
 * @param {number} options.count how many messages there are
 * @param {import("./faults.mjs").Fault[]} options.faults each strikes `rounds` times
 * @param {number} options.rounds
 * @param {number} options.seed decides the order of the faults
 * @param {import("./service.mjs").Service[]} options.services
 * @param {(outageMs: number) => number} options.quietMs how long the next fault must wait after an outage
 * @param {(name: string, ms: number) => void} options.onStruck gets each fault and the duration of its outage
 * @param {(name: string) => void} options.onStrike
 * @returns {AsyncGenerator<T>}
 */
export async function* strikeAmong(messages, { count, faults, rounds, seed, services, quietMs, onStrike, onStruck }) {
  const random = seeded(seed);
  const left = Array.from({ length: rounds }, () => random.shuffled(faults)).flat();
  const part = Math.max(1, Math.floor(count / (left.length + 1)));
  const at = Math.min(UNDER_WAY, part - 1);
  let striking = Promise.resolve();
  let failure = null;
  let sent = 0;

  async function strike(fault) {
    onStrike(fault.name);
    const started = performance.now();
    await fault.strike();
    for (const { url } of services) while (url !== null && !(await isWell(url))) await sleep(POLL_MS);
    const outageMs = performance.now() - started;
    onStruck(fault.name, outageMs);
    await sleep(quietMs(outageMs));
  }

  for (const message of messages) {
    if (sent % part === at && left.length > 0) {
      await striking;
      striking = strike(left.shift()).catch((error) => (failure = error));
    }
    if (failure) throw failure;
    sent += 1;
    yield message;
  }
  await striking;
  if (failure) throw failure;
}
