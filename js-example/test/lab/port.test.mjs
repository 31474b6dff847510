// Tests and tools reserve ports for their servers.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { test } from "node:test";
import { holdPort } from "../../lab/launch/port.mjs";

const HOST = "127.0.0.1";

async function listen(port) {
  const server = createServer((socket) => socket.end("here")).listen(port, HOST);
  await once(server, "listening");
  return server;
}

const close = (server) => new Promise((resolve) => server.close(resolve));

test("reserved ports differ, and no other program gets one by chance", async () => {
  const held = new Set(await Promise.all(Array.from({ length: 100 }, () => holdPort())));
  assert.equal(held.size, 100);
  // With this many sockets, a port that is only free would be hit several times.
  for (let round = 0; round < 10; round += 1) {
    const servers = await Promise.all(Array.from({ length: 300 }, () => listen(0)));
    const met = servers.map((server) => server.address().port).filter((port) => held.has(port));
    await Promise.all(servers.map(close));
    assert.deepEqual(met, []);
  }
});

test("a server can listen on a reserved port by its number, repeatedly, and nobody answers in between", async () => {
  const port = await holdPort();
  for (let round = 0; round < 3; round += 1) {
    const refused = connect(port, HOST);
    const [error] = await once(refused, "error");
    assert.equal(error.code, "ECONNREFUSED");

    const server = await listen(port);
    const client = connect(port, HOST);
    assert.equal(String((await once(client, "data"))[0]), "here");
    client.destroy();
    await close(server);
  }
});
