// The crowd as its parent sees it: a few processes, which end with this one at the latest.

import { fileURLToPath } from "node:url";
import { launch } from "../launch/process.mjs";

const PROCESS = fileURLToPath(new URL("crowd/process.mjs", import.meta.url));

/** Of strangers. The batches have one more, so that they do not wait for the strangers. */
const PROCESSES = 2;

/**
 * @typedef {object} Seen the strangers' account
 * @property {Record<string, number>} visits connections of each kind
 * @property {Record<string, number>} answers by status; `closed` where the connection ended without one
 * @property {number} bytes that were sent
 * @property {number} longestMs from the first byte sent to the end of the connection
 * @property {{ shape: string, status: number | "none", ms: number }[]} batches
 */

/**
 * Starts a crowd.
 *
 * @param {object} options
 * @param {string} options.url
 * @param {number} options.strangers how many connections at a time
 * @param {number} options.batches how many bodies of 1 MiB with a right token are sent
 * @param {number} options.senders how many of them at a time
 * @param {string[]} options.shapes of the batches
 * @param {number} options.seconds after which it ends by itself
 * @returns {{ ended: Promise<unknown>, stop: () => Promise<Seen> }} `stop` resolves to the strangers' account
 */
export function startCrowd({ url, strangers, batches, senders, shapes, seconds }) {
  const share = Math.ceil(strangers / PROCESSES);
  const common = { url, shapes, seconds, run: Date.now().toString(36) };
  const shares = Array.from({ length: PROCESSES }, (_, index) => index * share)
    .filter((first) => first < strangers)
    .map((first) => ({ batches: 0, senders: 0, strangers: { first, count: Math.min(share, strangers - first) } }));
  if (batches > 0) shares.push({ batches, senders, strangers: { first: 0, count: 0 } });
  const parts = shares.map((own) => begin({ ...common, ...own }));
  let stopped;
  return {
    /** Resolves when it has ended, also by itself. */
    ended: Promise.all(parts.map((part) => part.ended)),
    /** Ends it. May be called again. */
    stop() {
      stopped ??= Promise.all(parts.map((part) => part.stop())).then(sum);
      return stopped;
    },
  };
}

function begin(options) {
  const { child, ended, waitFor } = launch(process.execPath, [PROCESS, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => (text += chunk));
  child.stdin.on("error", () => {}); // it may have ended by itself
  return {
    ended,
    async stop() {
      child.stdin.end();
      const { code, signal } = await waitFor(ended);
      if (code !== 0) throw new Error(`a part of the crowd ended with ${signal ?? code}`);
      return JSON.parse(text);
    },
  };
}

function sum(parts) {
  const add = (counts) => {
    const all = {};
    for (const [name, count] of counts.flatMap(Object.entries)) all[name] = (all[name] ?? 0) + count;
    return all;
  };
  return {
    visits: add(parts.map(({ visits }) => visits)),
    answers: add(parts.map(({ answers }) => answers)),
    bytes: parts.reduce((all, { bytes }) => all + bytes, 0),
    longestMs: Math.max(0, ...parts.map(({ longestMs }) => longestMs)),
    batches: parts.flatMap(({ batches }) => batches),
  };
}
