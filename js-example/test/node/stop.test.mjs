// The order in which a server closes its sockets: it never ends a connection while it still accepts new ones.

import assert from "node:assert/strict";
import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { startServer } from "../../node/http/server.mjs";

const CONFIG = { host: "127.0.0.1", port: 0, maxConnections: 100, requestMs: 60_000, keepAliveMs: 60_000 };

/** Starts a server. For each connection, it notes whether the server still accepted others when that connection ended. */
async function startWatched(listener) {
  const ends = [];
  const watch = ({ socket }) => {
    const { server, destroy } = socket;
    socket.destroy = function (...args) {
      ends.push({ port: socket.remotePort, isListening: server.listening });
      return destroy.apply(socket, args);
    };
  };
  channel("net.server.socket").subscribe(watch);
  const server = await startServer(listener, CONFIG);
  return { ...server, ends, unwatch: () => channel("net.server.socket").unsubscribe(watch) };
}

async function dial({ port }) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return { socket, port: socket.localPort, closed: once(socket, "close") };
}

async function ask({ socket }) {
  socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  await once(socket, "data");
}

test("the server stops accepting before it ends idle connections", async () => {
  const server = await startWatched((req, res) => res.end("ok"));
  const [silent, used, ended] = await Promise.all([1, 2, 3].map(() => dial(server)));
  await ask(used);
  await ask(ended);
  ended.socket.end();
  await ended.closed;
  server.ends.length = 0;

  assert.equal(await server.stop(60_000), true);
  await Promise.all([silent.closed, used.closed]);
  server.unwatch();
  const ports = new Set(server.ends.map(({ port }) => port));
  assert.ok(ports.has(silent.port) && ports.has(used.port), "the server ended both");
  assert.deepEqual(
    server.ends.filter(({ isListening }) => isListening),
    [],
  );
});

test("an open request is answered as the last one, and a late one is cut off", async () => {
  const waiting = [];
  const server = await startWatched((req, res) => waiting.push(res));
  const [slow, stuck] = [await dial(server), await dial(server)];
  slow.socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  stuck.socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve));

  const stopped = server.stop(300);
  const head = once(slow.socket, "data");
  waiting[0].end("ok");
  assert.match(String((await head)[0]), /connection: close/i);
  await slow.closed;
  assert.equal(await stopped, false, "the late one was cut off");
  await stuck.closed;
  server.unwatch();
  assert.deepEqual(
    server.ends.filter(({ isListening }) => isListening),
    [],
  );
});
