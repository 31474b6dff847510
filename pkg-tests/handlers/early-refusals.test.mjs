// Refusals before the whole body has arrived. They reach a sender that is still sending, and its connection can be reused or its
// end was announced. Both handlers run behind real servers, with clients that pool connections and with plain sockets.

import assert from "node:assert/strict";
import { Agent, createServer, request as ask } from "node:http";
import http2 from "node:http2";
import { test } from "node:test";
import { optondemand, xoxoday } from "countersign";
import { createHandler } from "countersign/node";
import * as testing from "countersign/testing";
import { API_KEY, SECRET, signed } from "./deliveries.mjs";
import { chunks, client, head } from "./sockets.mjs";
import { serveWorkerd } from "../runtimes/workerd/serve.mjs";

const WORKER = `
import { optondemand, xoxoday } from "countersign/workerd.js";
import { createHandler } from "countersign/fetch.handler.js";
const onEvent = () => undefined;
const signed = createHandler({ provider: optondemand, config: { secret: ${JSON.stringify(SECRET)} }, onEvent });
const keyed = createHandler({ provider: xoxoday, config: { apiKey: ${JSON.stringify(API_KEY)} }, onEvent });
export default { fetch: (request) => (request.url.endsWith("/keyed") ? keyed : signed)(request) };`;

async function serveNode(t) {
  const onEvent = () => undefined;
  const signedBy = createHandler({ provider: optondemand, config: { secret: SECRET }, onEvent });
  const keyed = createHandler({ provider: xoxoday, config: { apiKey: API_KEY }, onEvent });
  const server = createServer((req, res) => (req.url === "/keyed" ? keyed : signedBy)(req, res));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return server.address().port;
}

const GENUINE = signed(testing, testing.fixture("optondemand.ORDER_STATUS_UPDATED"));
const WRONG_KEY = { "x-api-key": "another" };
const megabytes = (count) => "x".repeat(count * 1_000_000);

/** Requests that are refused before their body is complete: the status, the path, the method, the headers, the body. */
const REFUSED = {
  "too large by its length": [413, "/", "POST", GENUINE.headers, megabytes(4)],
  "longer than we discard": [413, "/", "POST", GENUINE.headers, megabytes(12)],
  "of a wrong key": [401, "/keyed", "POST", WRONG_KEY, megabytes(0.9)],
  "of a wrong key, and small": [401, "/keyed", "POST", WRONG_KEY, "{}"],
  "without its signature": [401, "/", "POST", {}, megabytes(0.9)],
  "of another method": [405, "/", "PUT", GENUINE.headers, megabytes(0.9)],
};

for (const [host, serve] of [
  ["node:http", serveNode],
  ["workerd", (t) => serveWorkerd(t, WORKER)],
]) {
  test(`${host}: a connection pool gets each refusal, and loses no delivery after it`, async (t) => {
    const port = await serve(t);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    t.after(() => agent.destroy());
    for (const [name, [status, path, method, headers, body]] of Object.entries(REFUSED)) {
      // We only discard a part of it: how much of the answer arrives depends on the sender's system.
      if (name.startsWith("longer")) continue;
      for (const isChunked of [false, true]) {
        for (let times = 0; times < 3; times += 1) {
          const refused = await post({ port, agent, path, method, headers, body, isChunked });
          assert.equal(refused, status, `${name}${isChunked ? ", in chunks" : ""}`);
          assert.equal(
            await post({ port, agent, path: "/", method: "POST", headers: GENUINE.headers, body: GENUINE.body }),
            200,
            `after one ${name}`,
          );
        }
      }
    }
  });

  test(`${host}: fetch gets each refusal, and loses no delivery after it`, async (t) => {
    const port = await serve(t);
    const url = (path) => `http://127.0.0.1:${port}${path}`;
    for (const [name, [status, path, method, headers, body]] of Object.entries(REFUSED)) {
      if (name.startsWith("longer")) continue;
      for (let times = 0; times < 3; times += 1) {
        const refused = await fetch(url(path), { method, headers, body });
        assert.deepEqual([refused.status, (await refused.text()).length > 0], [status, true], name);
        const answer = await fetch(url("/"), { method: "POST", headers: GENUINE.headers, body: GENUINE.body });
        assert.equal(answer.status, 200, `after one ${name}`);
      }
    }
  });

  test(`${host}: a sender that stops in the middle of a body gets the answer with connection: close`, async (t) => {
    const port = await serve(t);
    const stop = async ([name, [status, path, method, headers, body]]) => {
      const opened = client(port);
      await opened.write(
        head({ ...headers, "content-length": body.length }, { path, method }),
        body.slice(0, Math.min(body.length / 2, 100_000)),
      );
      const [answer] = await opened.until(1);
      assert.deepEqual([answer.status, /^connection: close$/m.test(answer.head)], [status, true], name);
      await opened.closed;
    };
    await Promise.all(Object.entries(REFUSED).map(stop));
  });

  test(`${host}: a connection is reused after the whole refused body arrived`, async (t) => {
    const port = await serve(t);
    const opened = client(port);
    const body = megabytes(0.9);
    await opened.write(head({ ...WRONG_KEY, "content-length": body.length }, { path: "/keyed" }), body);
    const [first] = await opened.until(1);
    await opened.write(
      head(WRONG_KEY_IN_CHUNKS, { path: "/keyed" }),
      Buffer.concat(chunks(body, 65_536).map((part) => Buffer.from(part))),
    );
    const [, second] = await opened.until(2);
    await opened.write(
      `${head({ ...GENUINE.headers, "content-length": Buffer.byteLength(GENUINE.body) })}${GENUINE.body}`,
    );
    assert.deepEqual(
      (await opened.until(3)).map((answer) => answer.status),
      [401, 401, 200],
    );
    for (const { head: answer } of [first, second]) assert.doesNotMatch(answer, /^connection: close$/m);
    await opened.close();
  });
}

const WRONG_KEY_IN_CHUNKS = { ...WRONG_KEY, "transfer-encoding": "chunked" };

test("node:http2: a refusal only ends its stream, and the session continues", async (t) => {
  const { handler, session } = await serveHttp2(t);
  const open = (headers, method = "POST") => session.request({ ":method": method, ":path": "/", ...headers });
  const statusOf = (stream) =>
    new Promise((resolve, reject) =>
      stream.on("response", ({ ":status": status }) => resolve(status)).on("error", reject),
    );
  // All streams of a session share one flow-control window: an unread stream would block the others.
  for (const [headers, status] of [
    [WRONG_KEY, 401],
    [{}, 401],
    [GENUINE.headers, 413],
  ]) {
    const endless = open(headers);
    const send = () => endless.closed || endless.write(Buffer.alloc(65_536), () => setImmediate(send));
    send();
    assert.equal(await statusOf(endless), status);
    endless.resume();
    while (!endless.closed) await new Promise((resolve) => setTimeout(resolve, 2));
    assert.equal(endless.rstCode, http2.constants.NGHTTP2_NO_ERROR);
    const next = open(GENUINE.headers);
    next.end(GENUINE.body);
    assert.equal(await statusOf(next.resume()), 200);
  }
  assert.equal(session.destroyed, false);
  assert.ok(handler.count > 0);
});

async function serveHttp2(t) {
  const handler = { count: 0 };
  const handle = createHandler({
    provider: optondemand,
    config: { secret: SECRET },
    onEvent: () => void (handler.count += 1),
  });
  const server = http2.createServer(handle);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
  t.after(() => {
    session.destroy();
    server.close();
  });
  return { handler, session };
}

/** Sends a request through an agent. Resolves to the status. */
function post({ port, agent, path, method, headers, body, isChunked }) {
  return new Promise((resolve, reject) => {
    const length = isChunked ? {} : { "content-length": Buffer.byteLength(body) };
    const sent = ask(
      { host: "127.0.0.1", port, agent, path, method, headers: { ...headers, ...length } },
      (response) => {
        response
          .resume()
          .on("end", () => resolve(response.statusCode))
          .on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
