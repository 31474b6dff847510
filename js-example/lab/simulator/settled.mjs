// Waits until there is no work left. A receiver may count with a delay, so it also waits for the units that must be stored. The
// comparison reports those that never appear.

import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 100;
const QUIET_MS = 1_500;
/** After this time without any change, missing units will not appear any more. */
const PATIENCE_MS = 15_000;

/**
 * Returns the minimum of the receiver's figures.
 *
 * @param {import("./account.mjs").Account} account
 */
export function leastOf({ units }) {
  const answered = [...units.values()].filter((entry) => entry.answered > 0);
  const keys = new Set(answered.map(({ unit }) => unit.key));
  return { stored: keys.size, duplicates: answered.reduce((sum, entry) => sum + entry.answered - 1, 0) };
}

/**
 * Waits until no work is pending, the counts have reached their minimum, and nothing changes any more.
 *
 * @param {import("./view.mjs").Operator} api
 * @param {object} options
 * @param {Record<string, number>} [options.least] by names of the summary
 * @param {number} [options.limitMs]
 * @param {AbortSignal} [options.signal]
 * @param {(summary: Record<string, number> | null) => void} [options.onWait]
 * @returns {Promise<Record<string, number>>} the summary
 * @throws if work is still pending after the limit, or the receiver does not answer
 */
export async function settled(api, { least = {}, limitMs = 60_000, signal, onWait }) {
  const until = performance.now() + limitMs;
  let before = "";
  let since = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const summary = await api.summary().catch(() => null);
    const text = JSON.stringify(summary);
    if (text !== before) since = performance.now();
    before = text;

    const isDone = summary?.pending === 0;
    const isAllThere = isDone && Object.entries(least).every(([name, count]) => summary[name] >= count);
    const quietMs = performance.now() - since;
    if (isDone && quietMs >= (isAllThere ? QUIET_MS : PATIENCE_MS)) return summary;
    if (performance.now() > until) {
      if (isDone) return summary;
      throw new Error(`after ${Math.round(limitMs / 1_000)} s there is still work: ${text}`);
    }
    onWait?.(summary);
    await sleep(POLL_MS);
  }
}
