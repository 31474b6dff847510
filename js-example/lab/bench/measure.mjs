// The cost of each part of an example: the same server, with and without it, in turns.

import { OPERATOR_TOKEN } from "../simulator/keys.mjs";
import { settled } from "../simulator/settled.mjs";
import { traffic } from "../simulator/traffic.mjs";
import { operator } from "../simulator/view.mjs";
import { EXAMPLES } from "./examples.mjs";
import { load } from "./load.mjs";
import { VARIANTS } from "./variants.mjs";

const CONNECTIONS = 32;
const LARGEST = 4_000;
const WARM_MS = 1_500;

/**
 * Measures one example.
 *
 * @param {keyof typeof EXAMPLES} name
 * @param {object} options
 * @param {number} options.seed
 * @param {number} options.rounds the number of turns of each variant
 * @param {number} options.ms the duration of a turn
 * @param {(text: string) => void} options.say
 * @param {AbortSignal} options.signal
 */
export async function measure(name, { seed, rounds, ms, say, signal }) {
  const { title, start } = EXAMPLES[name];
  const { url, stop } = await start();
  const next = supply(seed);
  const api = operator(() => url, OPERATOR_TOKEN);
  async function turn(variant, time) {
    signal.throwIfAborted();
    const result = await load({ url: `${url}/${variant}`, next, connections: CONNECTIONS, ms: time });
    // Otherwise the work for one variant would slow down the next one.
    await settled(api, { signal });
    return result;
  }
  const turns = Object.fromEntries(Object.keys(VARIANTS).map((variant) => [variant, []]));
  try {
    for (const variant of Object.keys(VARIANTS)) await turn(variant, WARM_MS);
    for (let round = 1; round <= rounds; round += 1) {
      for (const variant of Object.keys(VARIANTS)) {
        const result = await turn(variant, ms);
        turns[variant].push(result);
        say(`${title}, round ${round}: ${variant} ${Math.round(result.perSecond)}/s`);
      }
    }
  } finally {
    await stop();
  }
  return {
    title,
    connections: CONNECTIONS,
    variants: Object.fromEntries(Object.entries(turns).map(([variant, results]) => [variant, middle(results)])),
  };
}

/** Genuine deliveries of all providers, each only once: a repeat would cost less. */
function supply(seed) {
  const messages = traffic({ seed, count: Infinity });
  const isPlain = ({ sort, manner, body, units }) =>
    sort === "genuine" && manner === "plain" && body.length <= LARGEST && units.every(({ key }) => key.length < 200);
  return () => {
    for (;;) {
      const { value } = messages.next();
      if (isPlain(value)) return value;
    }
  };
}

/** Returns the turn with the median rate. */
function middle(results) {
  return [...results].sort((a, b) => a.perSecond - b.perSecond)[results.length >> 1];
}

/** Returns the figures as a table. */
export function tableOf({ title, connections, variants }) {
  const { bare } = variants;
  const rows = Object.entries(variants).map(([variant, { perSecond, p50, p99 }]) => [
    VARIANTS[variant],
    String(Math.round(perSecond)),
    p50.toFixed(1),
    p99.toFixed(1),
    (1_000 / perSecond).toFixed(3),
    (1_000 / perSecond - 1_000 / bare.perSecond).toFixed(3),
  ]);
  const heads = [`${title}, ${connections} connections`, "answers/s", "p50 ms", "p99 ms", "ms each", "more than HTTP"];
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)));
  const line = (cells) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ");
  return [line(heads), ...rows.map(line)].join("\n");
}
