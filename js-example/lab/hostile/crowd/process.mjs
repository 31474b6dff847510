// A part of the crowd, in a process of its own, so that the genuine sender never waits for the crowd.
// Its one argument is JSON. It ends when its input ends, and in any case after its time, and then prints its account.

import { setMaxListeners } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { KEYS } from "../../simulator/keys.mjs";
import { SHAPES } from "./batches.mjs";
import { kindOf } from "./kinds.mjs";

/** A stranger who was turned away comes back after so long. */
const AGAIN_MS = 1_000;
/** A batch that is under way at the end is waited for, so long at most. */
const BATCH_MS = 60_000;

const { url, strangers, batches, senders, shapes, seconds, run } = JSON.parse(process.argv[2]);
const { hostname, port } = new URL(url);
const stopping = new AbortController();
setMaxListeners(Infinity, stopping.signal);
const sockets = new Set();
const seen = { visits: {}, answers: {}, bytes: 0, longestMs: 0, batches: [] };

process.stdin.on("end", () => stopping.abort()).resume();
setTimeout(() => stopping.abort(), seconds * 1_000).unref();
stopping.signal.addEventListener("abort", () => {
  for (const socket of sockets) socket.destroy();
});

const count = (counts, name) => {
  counts[name] = (counts[name] ?? 0) + 1;
};
const pause = (ms) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => {});

async function stranger(number) {
  const { name, send } = kindOf(number);
  // They do not come at the same instant.
  await pause(Math.random() * AGAIN_MS);
  while (!stopping.signal.aborted) {
    count(seen.visits, name);
    await visit(send());
    await pause(AGAIN_MS);
  }
}

/** One connection, until the server or the end of the run closes it. */
function visit(given) {
  const parts = given[Symbol.iterator]();
  const socket = connect(Number(port), hostname);
  sockets.add(socket);
  let asked;
  let answer = "";
  const send = () => {
    asked ??= performance.now();
    for (;;) {
      const { value, done } = parts.next();
      if (done) return;
      seen.bytes += value.length;
      if (!socket.write(value)) return;
    }
  };
  socket
    .on("connect", send)
    .on("drain", send)
    .on("error", () => {})
    .on("data", (bytes) => {
      if (answer.length < 12) answer += bytes.toString("latin1", 0, 12);
    });
  return new Promise((resolve) => {
    socket.once("close", () => {
      sockets.delete(socket);
      if (!stopping.signal.aborted) {
        count(seen.answers, answer.split(" ")[1] ?? "closed");
        seen.longestMs = Math.max(seen.longestMs, asked === undefined ? 0 : performance.now() - asked);
      }
      resolve();
    });
  });
}

let sent = 0;

/** Sends batches one after the other, each of the next shape. */
async function sendBatches() {
  while (sent < batches && !stopping.signal.aborted) {
    const number = sent;
    sent += 1;
    const shape = shapes[number % shapes.length];
    const body = SHAPES[shape](`${run}${number}-`);
    const started = performance.now();
    const status = await fetch(`${url}/hooks/isendu/${KEYS.isendu.urlToken[0]}`, {
      method: "POST",
      body,
      signal: AbortSignal.timeout(BATCH_MS),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => "none",
    );
    seen.batches.push({ shape, status, ms: performance.now() - started });
  }
}

const crowd = Array.from({ length: strangers.count }, (_, index) => stranger(strangers.first + index));
await Promise.all([...crowd, ...Array.from({ length: senders }, sendBatches)]);
process.stdout.write(`${JSON.stringify(seen)}\n`, () => process.exit(0));
