// A server with one handler, and clients that write to it byte by byte.

import { createServer } from "node:http";
import { connect } from "node:net";
import { createHandler } from "countersign/node";
import { recorded } from "./check.mjs";

/** Starts a server for one test. `before` gets each request and response first. Returns helpers for the test. */
export async function serve(t, { before = () => undefined, server: settings = {}, ...given }, own) {
  const { options, names, calls } = recorded(given);
  const handler = own ?? createHandler(options);
  const server = createServer(settings, async (req, res) => {
    await before(req, res);
    handler(req, res);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { server, names, calls, client: () => client(server.address().port) };
}

/** Opens a connection. `received` collects everything that arrives. */
export function client(port) {
  const socket = connect(port, "127.0.0.1");
  const opened = { socket, received: "", ended: false, write: (...parts) => write(socket, parts), until, close };
  socket.setEncoding("latin1");
  socket.on("data", (text) => (opened.received += text));
  // Some tests wait for a reset.
  socket.on("error", () => {});
  opened.closed = new Promise((resolve) => socket.once("close", resolve)).then(() => (opened.ended = true));
  return opened;

  /** Waits for a number of answers. Each ends after a body of its declared length. */
  async function until(count) {
    for (;;) {
      const found = answers(opened.received);
      if (found.length >= count) return found;
      if (opened.ended) throw new Error(`the connection ended after: ${opened.received}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  function close() {
    socket.destroy();
    return opened.closed;
  }
}

/** Writes parts one by one, so that each arrives separately. */
async function write(socket, parts) {
  // A part that was written before sends nothing if the socket is closed in the meantime.
  while (socket.connecting) await new Promise((resolve) => setTimeout(resolve, 1));
  for (const part of parts) {
    if (socket.destroyed) return;
    socket.write(part);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Returns the complete answers in a text: `{ status, head, body }`. */
export function answers(text) {
  const found = [];
  for (let rest = text; ; ) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) return found;
    const head = rest.slice(0, end).toLowerCase();
    const from = end + 4;
    const length = Number(
      /^content-length: (\d+)$/m.exec(head.replaceAll("\r", ""))?.[1] ?? (head.startsWith("http/1.1 1") ? 0 : NaN),
    );
    if (Number.isNaN(length)) throw new Error(`an answer without its length: ${head}`);
    if (rest.length < from + length) return found;
    const status = Number(head.split(" ")[1]);
    if (status >= 200) found.push({ status, head, body: rest.slice(from, from + length) });
    rest = rest.slice(from + length);
  }
}

/** Returns the head of a request. */
export const head = (headers, { method = "POST", path = "/hooks" } = {}) =>
  [
    `${method} ${path} HTTP/1.1`,
    "host: shop.example",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "",
    "",
  ].join("\r\n");

/** Returns the parts of a chunked body. */
export const chunks = (body, length) => {
  const parts = [];
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += length) {
    const part = bytes.subarray(at, at + length);
    parts.push(Buffer.concat([Buffer.from(`${part.length.toString(16)};extension=1\r\n`), part, Buffer.from("\r\n")]));
  }
  return [...parts, "0\r\ntrailer: x\r\n\r\n"];
};
