// Many strangers without a secret. Their requests cost a receiver much, and them little.

import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { FORGED } from "../simulator/keys.mjs";

const MEBIBYTE = 1024 * 1024;
const PART = "x".repeat(64 * 1024);
/** A stranger whose connection was closed comes back after this time. */
const AGAIN_MS = 1_000;

const head = (provider, length) =>
  `POST /hooks/${provider}/${FORGED.urlToken} HTTP/1.1\r\nhost: x\r\nx-api-key: ${FORGED.apiKey}\r\nx-signature: sha256=${"0".repeat(64)}\r\n${length}\r\n\r\n`;

/** The parts that each kind of stranger sends before it falls silent and waits. */
const KINDS = {
  *idle() {
    yield "GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n";
  },
  /** A body of 1 MiB less a byte, which never ends. */
  *short(provider) {
    yield head(provider, `content-length: ${MEBIBYTE}`);
    for (let sent = 0; sent < MEBIBYTE - PART.length; sent += PART.length) yield PART;
    yield PART.slice(1);
  },
  /** A body without an end. */
  *endless(provider) {
    yield head(provider, "transfer-encoding: chunked");
    for (;;) yield `10000\r\n${PART}\r\n`;
  },
};
const PROVIDERS = ["isendu", "optondemand", "reward", "xoxoday"];

/**
 * Starts strangers with one connection each. They come back when their connection is closed.
 *
 * @param {() => string} url
 * @param {number} count
 */
export function startCrowd(url, count) {
  let isStopped = false;
  const sockets = new Set();
  const kinds = Object.values(KINDS);

  async function stranger(number) {
    while (!isStopped) {
      await visit(kinds[number % kinds.length](PROVIDERS[number % PROVIDERS.length]));
      await sleep(AGAIN_MS);
    }
  }

  function visit(parts) {
    const { hostname, port } = new URL(url());
    const socket = connect(Number(port), hostname);
    sockets.add(socket);
    const send = () => {
      for (const part of parts) if (!socket.write(part)) return;
    };
    socket
      .on("connect", send)
      .on("drain", send)
      .on("error", () => {})
      .resume();
    return new Promise((resolve) => {
      socket.once("close", () => {
        sockets.delete(socket);
        resolve();
      });
    });
  }

  const strangers = Array.from({ length: count }, (_, number) => stranger(number));
  return {
    async stop() {
      isStopped = true;
      for (const socket of sockets) socket.destroy();
      await Promise.all(strangers);
    },
  };
}
