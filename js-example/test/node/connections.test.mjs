// Whose connection is closed when there are too many.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { networkOf } from "../../node/http/connections.mjs";
import { startServer } from "../../node/http/server.mjs";

const LIMITS = {
  host: "0.0.0.0",
  port: 0,
  maxConnections: 100,
  maxConnectionsPerAddress: 100,
  requestMs: 600_000,
  keepAliveMs: 600_000,
};

/** Answers with the status that the path names. */
const answering = (req, res) => res.writeHead(Number(req.url.slice(1))).end();

async function serve(t, limits) {
  const server = await startServer(answering, { ...LIMITS, host: "127.0.0.1", ...limits });
  t.after(() => server.stop(0));
  return server;
}

async function dial(t, { port }, localAddress = "127.0.0.1") {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  const heard = { text: "" };
  socket.on("data", (chunk) => (heard.text += chunk)).on("error", () => {});
  t.after(() => socket.destroy());
  await once(socket, "connect");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  /** Sends a request, and waits for its answer. */
  async function ask(status, method = "GET") {
    socket.write(`${method} /${status} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`);
    while (!heard.text.includes(` ${status} `)) await once(socket, "data");
    return connection;
  }
  const connection = { socket, closed, ask, isOpen: () => !socket.destroyed };
  return connection;
}

/** Once these are closed, the others are as they stay. */
const remain = async (gone, others) => {
  await Promise.all(gone.map(({ closed }) => closed));
  assert.deepEqual(
    others.map(({ isOpen }) => isOpen()),
    others.map(() => true),
  );
};

test("a connection that was refused makes room before an older one that is idle", async (t) => {
  const server = await serve(t, { maxConnections: 3 });
  const idle = await dial(t, server);
  const proven = await (await dial(t, server)).ask(200, "POST");
  const refused = await (await dial(t, server)).ask(401, "POST");
  const more = await (await dial(t, server)).ask(404);
  await remain([refused], [idle, proven, more]);
  const last = await dial(t, server);
  await remain([more], [idle, proven, last]);
});

test("a connection that brought a delivery is closed after every other one", async (t) => {
  const server = await serve(t, { maxConnections: 2 });
  const proven = await (await dial(t, server)).ask(200, "POST");
  const idle = await (await dial(t, server)).ask(200);
  const next = await dial(t, server);
  await remain([idle], [proven, next]);
});

test("a connection that brought a delivery stays one when a later one is refused", async (t) => {
  const server = await serve(t, { maxConnections: 2 });
  const proven = await (await dial(t, server)).ask(200, "POST");
  await proven.ask(413, "POST");
  const idle = await dial(t, server);
  const next = await dial(t, server);
  await remain([idle], [proven, next]);
});

test("one address takes no more connections than it may, and takes none from others", async (t) => {
  const server = await serve(t, { host: "127.0.0.1", maxConnectionsPerAddress: 2 });
  const other = await dial(t, server, "127.0.0.3");
  const many = [];
  for (let number = 0; number < 5; number += 1) many.push(await dial(t, server, "127.0.0.2"));
  await remain(many.slice(0, 3), [other, ...many.slice(3)]);
});

test("connections of an address that have ended are counted no more", async (t) => {
  const server = await serve(t, { maxConnectionsPerAddress: 2 });
  for (let number = 0; number < 5; number += 1) {
    const { socket, closed } = await (await dial(t, server)).ask(200);
    socket.end();
    await closed;
  }
  const two = [await dial(t, server), await dial(t, server)];
  for (const each of two) await each.ask(200);
  await remain([], two);
});

for (const [address, network] of [
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8:1:2::6", "2001:db8:1:2"],
  ["2001:db8::6", "2001:db8:0:0"],
  ["2001:db8::", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["::", "0:0:0:0"],
  ["", ""],
]) {
  test(`the network of ${JSON.stringify(address)}`, () => assert.equal(networkOf(address), network));
}
