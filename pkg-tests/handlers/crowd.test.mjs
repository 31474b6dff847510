// Many senders without a secret, whose bodies don't end: the handler for Node reads a few of them, and answers the others at once.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect } from "node:net";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { xoxoday } from "countersign";
import { createHandler } from "countersign/node";
import { API_KEY } from "./deliveries.mjs";
import { head } from "./sockets.mjs";

const WRONG_KEY = { "x-api-key": "another" };

const CHUNKED = { "transfer-encoding": "chunked" };
const ANSWER = /^HTTP\/1\.1 401 [^]*\r\n\r\nUnauthorized\n$/;

/** Serves the handler; the time of its limits passes when the test says so. Returns a function that sends the begin of a request. */
async function serve(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const handler = createHandler({ provider: xoxoday, config: { apiKey: API_KEY }, onEvent: () => undefined });
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return async (length, begin = "") => {
    const begun = once(server, "request");
    const socket = connect(server.address().port, "127.0.0.1").setEncoding("latin1");
    const sent = { socket, text: "", closed: new Promise((resolve) => socket.once("close", resolve)), answered };
    socket.on("error", () => {}).on("data", (text) => (sent.text += text));
    socket.write(head({ ...WRONG_KEY, ...length }) + begin);
    [sent.req] = await begun;
    return sent;

    async function answered() {
      while (!ANSWER.test(sent.text)) await once(socket, "data");
      return /^connection: close\r$/m.test(sent.text) ? "closed" : "kept";
    }
  };
}

test("of many endless bodies two are read at a time, and the others are answered at once", async (t) => {
  const send = await serve(t);
  for (let times = 0; times < 2; times += 1) {
    const read = [await send(CHUNKED, "1\r\nx\r\n"), await send(CHUNKED, "1\r\nx\r\n")];
    for (const length of [CHUNKED, CHUNKED, { "content-length": 1_000_000 }]) {
      const other = await send(length);
      assert.equal(await other.answered(), "closed");
      await other.closed;
    }
    assert.deepEqual(
      read.map(({ text }) => text),
      ["", ""],
    );
    t.mock.timers.tick(1_000);
    for (const each of read) assert.equal(await each.answered(), "closed");
    t.mock.timers.tick(1_000);
    for (const each of read) await each.closed;
  }
});

test("a request without a body takes no room, and needs none", async (t) => {
  const send = await serve(t);
  const read = [await send({}), await send({}), await send({}), await send(CHUNKED), await send(CHUNKED)];
  for (const each of read.slice(0, 3)) assert.equal(await each.answered(), "kept");
  const last = await send({});
  assert.equal(await last.answered(), "kept");
  t.mock.timers.tick(1_000);
  for (const each of read.slice(3)) assert.equal(await each.answered(), "closed");
});

test("a sender that doesn't read its answer takes no room", async (t) => {
  const send = await serve(t);
  const handler = createHandler({ provider: xoxoday, config: { apiKey: API_KEY }, onEvent: () => undefined });
  const server = createHttp2Server(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = connectHttp2(`http://127.0.0.1:${server.address().port}`, { settings: { initialWindowSize: 0 } });
  t.after(() => {
    session.destroy();
    server.close();
  });
  for (let times = 0; times < 4; times += 1) {
    const [headers] = await once(session.request({ ":path": "/hooks" }), "response");
    assert.equal(headers[":status"], 405);
  }
  const other = await send({ "content-length": 1 });
  other.socket.write("x");
  assert.equal(await other.answered(), "kept");
});

test("after the answer, a long body is no longer read beyond the limit", async (t) => {
  const send = await serve(t);
  const long = await send(CHUNKED, "1\r\nx\r\n");
  t.mock.timers.tick(1_000);
  assert.equal(await long.answered(), "closed");
  for (let mebibytes = 0; mebibytes < 32; mebibytes += 1) long.socket.write(`100000\r\n${"x".repeat(2 ** 20)}\r\n`);
  const { req } = long;
  while (!req.isPaused()) {
    assert.ok(req.socket.bytesRead < 16 * 2 ** 20, "more than the limit was read");
    await setImmediate();
  }
  t.mock.timers.tick(1_000);
  await long.closed;
});
