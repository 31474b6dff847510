// Sends a message to the receiver: whole, in pieces, slowly, or broken off.

import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { gate } from "./gate.mjs";

const DRIPS = 8;
const DRIP_MS = 60;
/** Enough to cut within a character. */
const CHUNKS = 20;

/**
 * @typedef {object} Answer
 * @property {number | null} status null when there was no answer
 * @property {string | null} body
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {boolean} aborted whether the sender hung up
 * @property {number} ms the duration in the machine's time
 * @property {string | null} error the reason if there is no answer
 */

/**
 * Returns a function that sends messages to a receiver.
 *
 * @param {object} options
 * @param {() => string} options.url the receiver's current address: a restart may change it
 * @param {number} [options.concurrency] the number of parallel requests; slow ones count separately
 * @param {number} [options.timeLimitMs] how long to wait for an answer
 * @param {(answer: Answer) => void} [options.onAnswer]
 */
export function createTransport({ url, concurrency = 32, timeLimitMs = 10_000, onAnswer }) {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: concurrency });
  const quick = gate(concurrency);
  const slow = gate(concurrency);

  async function send(message, limitMs = timeLimitMs) {
    const leave = await (message.manner === "drip" ? slow : quick).enter();
    const started = performance.now();
    try {
      const answer = { ...(await exchange(message, url(), agent, limitMs)), ms: performance.now() - started };
      onAnswer?.(answer);
      return answer;
    } finally {
      leave();
    }
  }

  return { send, close: () => agent.destroy() };
}

function exchange({ method, path, headers, body, manner }, base, agent, limitMs) {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(base);
    const inPieces = manner === "chunked" || manner === "drip";
    const length = inPieces || method === "GET" ? {} : { "content-length": String(body.length) };
    const outgoing = request({ hostname, port, path, method, headers: { ...headers, ...length }, agent });

    const finish = (answer) => {
      clearTimeout(timer);
      resolve({ status: null, body: null, headers: {}, aborted: false, error: null, ...answer });
    };
    const hangUp = (rest) => {
      finish(rest);
      outgoing.destroy();
    };
    const timer = setTimeout(hangUp, limitMs, { error: `no answer within ${limitMs} ms` });
    const fail = (error) => finish({ error: error.code ?? error.message });
    // Not `once`: after an early answer, the remaining writes may fail as well.
    outgoing.on("error", fail);
    outgoing.on("response", (incoming) => {
      incoming.toArray().then((chunks) => {
        finish({ status: incoming.statusCode, headers: incoming.headers, body: Buffer.concat(chunks).toString() });
      }, fail);
    });
    write(outgoing, body, manner, () => hangUp({ aborted: true, error: manner }));
  });
}

async function write(outgoing, body, manner, hangUp) {
  if (manner === "plain") return outgoing.end(body);
  if (manner === "cut") return outgoing.write(body.subarray(0, body.length >> 1), hangUp);
  if (manner === "unheard") return outgoing.end(body, hangUp);

  const count = manner === "drip" ? DRIPS : CHUNKS;
  const size = Math.ceil(body.length / count) || 1;
  for (let start = 0; start < body.length && !outgoing.destroyed; start += size) {
    outgoing.write(body.subarray(start, start + size));
    if (manner === "drip") await wait(DRIP_MS);
  }
  outgoing.end();
}
