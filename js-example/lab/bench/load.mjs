// Sends requests as fast as a number of connections allows. It uses plain sockets, because a machine with two cores has none to
// spare for a heavier client.

import { connect } from "node:net";
import { Latencies } from "../torture/latencies.mjs";

const HEAD_END = "\r\n\r\n";

/**
 * Sends messages over several connections for a while, one at a time on each connection.
 *
 * @param {object} options
 * @param {string} options.url the receiver, with a prefix for each message's path
 * @param {() => import("../simulator/events/message.mjs").Message} options.next
 * @param {number} options.connections
 * @param {number} options.ms the duration
 * @returns {Promise<{ perSecond: number, p50: number, p99: number, count: number }>} latencies in milliseconds
 * @throws if an answer is not 200
 */
export async function load({ url, next, connections, ms }) {
  const { hostname, port, pathname } = new URL(url);
  const latencies = new Latencies();
  const started = performance.now();
  const until = started + ms;
  const lanes = Array.from({ length: connections }, () =>
    lane({ hostname, port, prefix: pathname.replace(/\/$/, ""), next, until, latencies }),
  );
  await Promise.all(lanes);
  const seconds = (performance.now() - started) / 1_000;
  const [p50, p99] = latencies.quantiles(0.5, 0.99);
  return { perSecond: latencies.count / seconds, p50, p99, count: latencies.count };
}

function lane({ hostname, port, prefix, next, until, latencies }) {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname).setNoDelay(true);
    let received = "";
    let sentAt = 0;

    function send() {
      if (performance.now() >= until) {
        resolve();
        return socket.destroy();
      }
      const { path, headers, body } = next();
      const head = [`POST ${prefix}${path} HTTP/1.1`, `host: ${hostname}:${port}`, `content-length: ${body.length}`];
      for (const [name, value] of Object.entries(headers)) head.push(`${name}: ${value}`);
      sentAt = performance.now();
      socket.write(Buffer.concat([Buffer.from(head.join("\r\n") + HEAD_END), body]));
    }

    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the connection was closed")));
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      if (!isWhole(received)) return;
      if (!received.startsWith("HTTP/1.1 200 "))
        return socket.destroy(new Error(`an answer that is not 200: ${received.slice(0, 200)}`));
      latencies.add(performance.now() - sentAt);
      received = "";
      send();
    });
  });
}

/** A successful answer has no body: a content length of 0, or no chunks. */
function isWhole(text) {
  const end = text.indexOf(HEAD_END);
  if (end < 0) return false;
  const head = text.slice(0, end);
  if (/\r\ntransfer-encoding: chunked/i.test(head)) return text.endsWith(`0${HEAD_END}`);
  const [, length = "0"] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  return text.length >= end + HEAD_END.length + Number(length);
}
