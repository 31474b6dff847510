// How a message gets to the receiver: at once, in pieces, slowly, or not to its end.

import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { gate } from "./gate.mjs";

const DRIPS = 8;
const DRIP_MS = 60;
/** As many as it takes to cut a character in two. */
const CHUNKS = 20;

/**
 * @typedef {object} Answer
 * @property {number | null} status null when there was no answer
 * @property {string | null} body
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {boolean} aborted whether the sender was the one who hung up
 * @property {number} ms how long it took, of the machine's time
 * @property {string | null} error what happened instead of an answer
 */

/**
 * Returns a function that sends messages to a receiver.
 *
 * @param {object} options
 * @param {() => string} options.url the receiver's address now: after a restart it may be another
 * @param {number} [options.concurrency] how many requests are under way at once; slow ones are counted apart
 * @param {number} [options.timeLimitMs] after which no answer is one
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
    // Not once: after an early answer, what is still being written may fail as well.
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
