// The Node handler with slow, endless and broken bodies, pipelined requests, and middlewares that have used the request before.
// The tests use plain sockets, because no HTTP client sends such requests.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import http2 from "node:http2";
import { test } from "node:test";
import { isendu, optondemand, reward } from "countersign";
import { createHandler } from "countersign/node";
import * as testing from "countersign/testing";
import { SECRET, TOKEN, signed } from "./deliveries.mjs";
import { chunks, head, serve } from "./sockets.mjs";
import { collect } from "../support/instances.mjs";

const BODY = testing.fixture("optondemand.ORDER_STATUS_UPDATED");
const { headers: HEADERS } = signed(testing, BODY);
const FORGED = signed(testing, BODY, "another").headers;
const { length } = Buffer.from(BODY);

const options = (config = {}, more = {}) => ({ provider: optondemand, config: { secret: SECRET, ...config }, ...more });
const statuses = (found) => found.map(({ status }) => status);
const whole = (headers = HEADERS, body = BODY) =>
  `${head({ ...headers, "content-length": Buffer.from(body).length })}${body}`;
const chunked = head({ ...HEADERS, "transfer-encoding": "chunked" });

async function heapUsed() {
  await collect();
  return process.memoryUsage().heapUsed;
}

/** Waits until a condition holds. */
async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

test("a body may come in chunks of any size, with extensions and a trailer", async (t) => {
  const { client, names } = await serve(t, options());
  for (const size of [1, 13, 100_000]) {
    const { write, until: answered, close } = client();
    await write(chunked, Buffer.concat(chunks(BODY, size).map((part) => Buffer.from(part))));
    assert.deepEqual(statuses(await answered(1)), [200]);
    await close();
  }
  assert.deepEqual(names(), Array(3).fill("onEvent"));
});

test("a body may come slowly, even byte by byte", async (t) => {
  const { client, names } = await serve(t, options());
  const [first, second] = [client(), client()];
  await Promise.all([
    first.write(head({ ...HEADERS, "content-length": length }), ...BODY),
    second.write(chunked, ...chunks(BODY, 9)),
  ]);
  assert.deepEqual(
    [statuses(await first.until(1)), statuses(await second.until(1)), names()],
    [[200], [200], ["onEvent", "onEvent"]],
  );
});

test("an endless body is refused at the limit, and its connection ends", async (t) => {
  const { client, names } = await serve(t, options({ maxBodyBytes: 1_000 }));
  const { write, until: answered, socket, closed } = client();
  await write(chunked);
  const part = `3e8\r\n${"x".repeat(1_000)}\r\n`;
  const sending = setInterval(() => socket.write(part), 1);
  const [{ status, head: answer, body }] = await answered(1);
  assert.deepEqual([status, body], [413, "Content Too Large\n"]);
  assert.match(answer, /^connection: close$/m);
  await closed;
  clearInterval(sending);
  assert.deepEqual(names(), ["onRejected body_too_large"]);
});

test("a body in chunks of one byte takes its own size in memory, and not an object per chunk", async (t) => {
  const COUNT = 200_000;
  let came = 0;
  // After the handler's own listener, so that the handler has read the counted bytes.
  const before = (req) => void setImmediate(() => req.on("data", () => (came += 1)));
  const { client } = await serve(t, options({}, { before }));
  const { socket, write } = client();
  await write(chunked);
  await until(() => socket.bytesWritten > 0);
  const start = await heapUsed();
  await write("1\r\nx\r\n".repeat(COUNT));
  await until(() => came > COUNT * 0.9);
  const taken = (await heapUsed()) - start;
  assert.ok(taken < 20 * COUNT, `${taken} bytes of the heap`);
});

test("a declared length above the limit is refused before any of the body has arrived", async (t) => {
  const { client, names } = await serve(t, options({ maxBodyBytes: length - 1 }));
  const { write, until: answered, closed } = client();
  await write(head({ ...HEADERS, "content-length": length }));
  const [{ status, head: answer }] = await answered(1);
  assert.deepEqual([status, /^connection: close$/m.test(answer)], [413, true]);
  // The sender may still send all of it without being cut off.
  await write(BODY);
  await closed;
  assert.deepEqual(names(), ["onRejected body_too_large"]);
});

test("a sender that sends megabytes before it reads still gets the answer and keeps its connection", async (t) => {
  const { client } = await serve(t, options({ maxBodyBytes: 1_000 }));
  const { socket, until: answered } = client();
  socket.pause();
  const body = "x".repeat(4_000_000);
  await new Promise((resolve) =>
    socket.write(`${head({ ...HEADERS, "content-length": body.length })}${body}${whole()}`, resolve),
  );
  socket.resume();
  assert.deepEqual(statuses(await answered(2)), [413, 200]);
});

test("a sender that waits for 100 Continue gets 413", async (t) => {
  const { client } = await serve(t, options({ maxBodyBytes: 10 }));
  const { write, until: answered } = client();
  await write(head({ ...HEADERS, "content-length": length, expect: "100-continue" }));
  assert.deepEqual(statuses(await answered(1)), [413]);
});

test("an incomplete body is refused, and the server keeps working", async (t) => {
  const { client, names, calls } = await serve(t, options({}, { onUnreadable: () => undefined }));
  for (const sent of ["", BODY.slice(0, 10), BODY.slice(0, -1)]) {
    const count = calls.length;
    const { write, close } = client();
    await write(head({ ...HEADERS, "content-length": length }), sent);
    await close();
    await until(() => calls.length > count);
  }
  const broken = client();
  await broken.write(chunked, ...chunks(BODY, 50).slice(0, -1));
  await broken.close();
  await until(() => calls.length > 3);
  assert.deepEqual(names(), Array(4).fill("onRejected body_incomplete"));
  for (const [, error] of calls)
    assert.deepEqual(
      [error.status, error.retryUseful, /ended before its body was complete/.test(error.message)],
      [400, true, true],
    );
  const { write, until: answered } = client();
  await write(whole());
  assert.deepEqual(statuses(await answered(1)), [200]);
});

test("a part of a body is never an event, even without a signature", async (t) => {
  const { client, names, calls } = await serve(t, { provider: reward, config: { acceptUnauthenticated: true } });
  const { write, close } = client();
  await write(head({ "transfer-encoding": "chunked" }), chunks('{"id":"e","type":"x"}', 1_000)[0]);
  await close();
  await until(() => calls.length > 0);
  assert.deepEqual(names(), ["onRejected body_incomplete"]);
});

test("a request that ends before the handler sees it is refused", async (t) => {
  let begun;
  const gone = (req) => {
    begun = true;
    return new Promise((resolve) => req.once("close", resolve));
  };
  const { client, names, calls } = await serve(t, options({}, { before: gone }));
  const { write, close } = client();
  await write(head({ ...HEADERS, "content-length": length }), BODY.slice(0, 10));
  await until(() => begun);
  await close();
  await until(() => calls.length > 0);
  assert.deepEqual(names(), ["onRejected body_incomplete"]);
});

test("a request that a middleware destroys is refused", async (t) => {
  let request;
  const { client, names, calls } = await serve(t, options({}, { before: (req) => void (request = req) }));
  const { write, closed } = client();
  await write(head({ ...HEADERS, "content-length": length }), BODY.slice(0, 10));
  await until(() => request?.listenerCount("data") > 0);
  request.destroy();
  await closed;
  await until(() => calls.length > 0);
  assert.deepEqual(names(), ["onRejected body_incomplete"]);
});

test("a body that stalls ends with the server's own timeout", async (t) => {
  const { client, names, calls } = await serve(
    t,
    options({}, { server: { requestTimeout: 100, headersTimeout: 50, connectionsCheckingInterval: 20 } }),
  );
  const opened = client();
  await opened.write(head({ ...HEADERS, "content-length": length }), BODY.slice(0, 10));
  await opened.closed;
  await until(() => calls.length > 0);
  assert.match(opened.received, /^HTTP\/1\.1 408 /);
  assert.deepEqual(names(), ["onRejected body_incomplete"]);
});

test("a sender that disconnects while onEvent runs causes no error", async (t) => {
  let finish;
  const onEvent = () => new Promise((resolve) => (finish = resolve));
  const { client, names, server } = await serve(t, options({}, { onEvent }));
  const { write, close } = client();
  await write(whole());
  await until(() => finish);
  await close();
  await until(() => server._connections === 0);
  finish();
  const { write: again } = client();
  finish = undefined;
  await again(whole());
  await until(() => finish);
  assert.deepEqual(names(), ["onEvent", "onEvent"]);
});

test("pipelined requests are answered one by one, in order", async (t) => {
  const waiting = [];
  const onEvent = () => new Promise((resolve) => waiting.push(resolve));
  const { client, names } = await serve(t, options({}, { onEvent }));
  const opened = client();
  await opened.write(
    [
      whole(),
      whole(FORGED),
      head({}, { method: "GET" }),
      whole(),
      whole({}),
      whole(signed(testing, "{").headers, "{"),
      whole(),
    ].join(""),
  );
  await until(() => waiting.length === 3);
  assert.equal(opened.received, "");
  // The last one completes first.
  for (const resolve of waiting.reverse()) resolve();
  assert.deepEqual(statuses(await opened.until(7)), [200, 401, 405, 200, 401, 422, 200]);
  assert.deepEqual(names().sort(), [
    "onEvent",
    "onEvent",
    "onEvent",
    "onRejected invalid_argument",
    "onRejected invalid_json",
    "onRejected mismatch",
    "onRejected missing_header",
  ]);
});

test("a connection stays open after refusals", async (t) => {
  const { client } = await serve(t, options({}, { onEvent: () => Promise.reject(new Error("gone")) }));
  const { write, until: answered } = client();
  const requests = [
    whole(FORGED),
    whole(signed(testing, "{").headers, "{"),
    head({}, { method: "GET" }),
    head({}, { method: "OPTIONS" }),
    whole(),
    whole({}, ""),
  ];
  for (const [at, request] of requests.entries()) {
    await write(request);
    const found = await answered(at + 1);
    assert.doesNotMatch(found[at].head, /^connection: close$/m);
  }
  assert.deepEqual(statuses(await answered(requests.length)), [401, 422, 405, 405, 503, 401]);
});

test("another method is answered without waiting for its body", async (t) => {
  const { client, names } = await serve(t, options());
  const { write, until: answered, closed } = client();
  await write(head({ "content-length": 10 }, { method: "PUT" }));
  const [{ status, head: answer }] = await answered(1);
  assert.deepEqual([status, /^allow: post$/m.test(answer), /^connection: close$/m.test(answer)], [405, true, true]);
  await closed;
  assert.deepEqual(names(), ["onRejected invalid_argument"]);
});

test("success is 200 without a body, sent in one piece", async (t) => {
  const { client } = await serve(t, options());
  const opened = client();
  await opened.write(whole({ ...HEADERS, connection: "close" }));
  await opened.closed;
  assert.match(
    opened.received,
    /^HTTP\/1\.1 200 OK\r\ncontent-length: 0\r\nDate: [^\r]+\r\nConnection: close\r\n\r\n$/,
  );
});

test("a secret that isn't ASCII has the right content-length, even if the answer is sent before the body has arrived", async (t) => {
  const secret = "sécret €";
  const body = '{"keyId":"k"}';
  for (const before of [undefined, (req) => void (req.rawBody = body)]) {
    const { client } = await serve(t, {
      provider: isendu,
      config: { urlToken: TOKEN },
      confirm: { keyId: "k", secret },
      ...(before && { before }),
    });
    const { write, until: answered } = client();
    await write(head({ "content-length": body.length }, { path: `/${TOKEN}` }), ...(before ? [] : [body]));
    const [{ status, body: sent }] = await answered(1);
    assert.deepEqual([status, Buffer.from(sent, "latin1").toString()], [200, `{"response":"${secret}"}`]);
  }
});

test("HEAD is answered without a body", async (t) => {
  const { client } = await serve(t, options());
  const opened = client();
  await opened.write(head({ connection: "close" }, { method: "HEAD" }));
  await opened.closed;
  assert.match(opened.received, /^HTTP\/1\.1 405 [^]*\r\n\r\n$/);
});

test("a header that was sent twice has two values", async (t) => {
  const { client, names } = await serve(t, options());
  const { write, until: answered } = client();
  await write(whole().replace("x-signature", `x-signature: ${HEADERS["x-signature"]}\r\nx-signature`));
  assert.deepEqual([statuses(await answered(1)), names()], [[401], ["onRejected multiple_values"]]);
});

test("the address is the connection's, whatever the headers say", async (t) => {
  for (const [address, status] of [
    ["127.0.0.1", 200],
    ["203.0.113.7", 403],
  ]) {
    const { client } = await serve(t, options({ allowedIps: [address] }));
    const { write, until: answered } = client();
    await write(whole({ ...HEADERS, "x-forwarded-for": "203.0.113.7", "x-real-ip": "203.0.113.7" }));
    assert.deepEqual(statuses(await answered(1)), [status]);
  }
});

test("the path is complete, even if a router has removed the start", async (t) => {
  const before = (req) => {
    req.originalUrl = req.url;
    req.url = "/";
  };
  const { client } = await serve(t, { provider: reward, config: { urlToken: TOKEN }, before });
  const { write, until: answered } = client();
  const body = '{"id":"e","type":"x"}';
  for (const path of [`/hooks/${TOKEN}`, "/hooks/tok_0a1b2c3d4e5f6071"])
    await write(`${head({ "content-length": body.length }, { path })}${body}`);
  assert.deepEqual(statuses(await answered(2)), [200, 401]);
});

/** Ways in which other code may have used the request before: the answer, the listener, and the message of the error. */
const MEDDLING = {
  "rawBody, a Buffer": [(req) => (req.rawBody = Buffer.from(BODY)), 200, "onEvent"],
  "rawBody, a text": [(req) => (req.rawBody = BODY), 200, "onEvent"],
  "rawBody, bytes": [(req) => (req.rawBody = new Uint8Array(Buffer.from(BODY))), 200, "onEvent"],
  "rawBody and a parsed body": [
    async (req) => Object.assign(req, { rawBody: await drain(req), body: {} }),
    200,
    "onEvent",
  ],
  "rawBody of another delivery": [(req) => (req.rawBody = `${BODY} `), 401, "onRejected mismatch"],
  "rawBody that is too large": [(req) => (req.rawBody = Buffer.alloc(2_000)), 413, "onRejected body_too_large"],
  "rawBody that is half a surrogate pair": [(req) => (req.rawBody = "\ud800"), 422, "onRejected invalid_utf8"],
  "rawBody that was parsed": [(req) => (req.rawBody = JSON.parse(BODY)), 500, "onError body_not_raw"],
  "rawBody that is a number": [(req) => (req.rawBody = 0), 500, "onError body_not_raw"],
  "rawBody that is false": [(req) => (req.rawBody = false), 500, "onError body_not_raw"],
  "rawBody of nothing": [(req) => (req.rawBody = undefined), 200, "onEvent"],
  "rawBody of null": [(req) => (req.rawBody = null), 200, "onEvent"],
  "a body of bytes": [async (req) => (req.body = await drain(req)), 200, "onEvent"],
  "a body of another delivery's bytes": [
    async (req) => (req.body = Buffer.concat([await drain(req), Buffer.from(" ")])),
    401,
    "onRejected mismatch",
  ],
  "a body that was parsed": [
    async (req) => (req.body = JSON.parse(await drain(req))),
    500,
    "onError body_not_raw",
    /express\.raw.*Fastify.*Koa.*Next/,
  ],
  // A JSON document may be a string: then this is not the raw body.
  "a body that is text": [async (req) => (req.body = String(await drain(req))), 500, "onError body_not_raw"],
  "a body that was read and not kept": [(req) => drain(req), 500, "onError body_not_raw"],
  "a body of null": [async (req) => (req.body = (await drain(req)) && null), 500, "onError body_not_raw"],
  "a body that a parser has not touched": [(req) => (req.body = {}), 200, "onEvent"],
  "an encoding": [(req) => void req.setEncoding("utf8"), 500, "onError body_not_raw"],
  "a stream of which some was read": [
    (req) => void req.read(0) || new Promise((resolve) => req.once("readable", () => resolve(req.read(1)))),
    500,
    "onError body_not_raw",
  ],
  "a parsed body in Express": [
    async (req) => Object.assign(req, { body: JSON.parse(await drain(req)), app: { use() {} }, get() {} }),
    500,
    "onError body_not_raw",
    /raw bytes.*express\.raw.*rawBody: true/,
  ],
  "a parsed body in Next.js": [
    async (req, res) =>
      Object.assign(req, { body: JSON.parse(await drain(req)) }) && Object.assign(res, { setDraftMode() {} }),
    500,
    "onError body_not_raw",
    /: export const config = { api: { bodyParser: false } }/,
  ],
};

async function drain(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  return Buffer.concat(parts);
}

for (const [name, [before, status, heard, message = /^/]] of Object.entries(MEDDLING)) {
  test(`a request with ${name}`, async (t) => {
    const { client, names, calls } = await serve(
      t,
      options({ maxBodyBytes: 1_000 }, { before, onUnreadable: () => assert.fail("not authentic") }),
    );
    const { write, until: answered } = client();
    await write(whole());
    assert.deepEqual([statuses(await answered(1)), names()], [[status], [heard]]);
    assert.match(String(calls[0][1].message ?? ""), message);
  });
}

test("a rawBody that can't be parsed goes to onUnreadable as bytes", async (t) => {
  const { headers } = signed(testing, "{é");
  for (const rawBody of ["{é", Buffer.from("{é")]) {
    const { client, calls } = await serve(
      t,
      options({}, { before: (req) => (req.rawBody = rawBody), onUnreadable: () => undefined }),
    );
    const { write, until: answered } = client();
    await write(whole(headers));
    assert.deepEqual(statuses(await answered(1)), [200]);
    assert.ok(calls[0][1] instanceof Uint8Array);
    assert.equal(Buffer.from(calls[0][1]).toString(), "{é");
  }
});

test("properties of Object.prototype are neither options nor bodies", async (t) => {
  const added = {
    rawBody: "{}",
    body: Buffer.from("{}"),
    originalUrl: "/x",
    confirm: () => ({}),
    onUnreadable: () => undefined,
    maxBodyBytes: 5,
    allowedIps: ["203.0.113.7"],
    ip: () => "x",
  };
  const remove = () => {
    for (const name of Object.keys(added)) delete Object.prototype[name];
  };
  t.after(remove);
  const seen = [];
  let handler;
  const { client } = await serve(
    t,
    options({}, { before: async (req) => req.url === "/eaten" && void (await drain(req)) }),
    (req, res) => handler(req, res),
  );
  Object.assign(Object.prototype, added);
  handler = createHandler({
    provider: optondemand,
    config: { secret: SECRET },
    onEvent: ({ kind }) => seen.push(kind),
    onRejected: ({ code }) => seen.push(code),
    onError: ({ code }) => seen.push(code),
  });
  const { write, until: answered } = client();
  await write(whole(), whole(signed(testing, "{").headers, "{"), whole().replace("/hooks", "/eaten"));
  const found = statuses(await answered(3));
  remove();
  assert.deepEqual(
    [found, seen],
    [
      [200, 422, 500],
      ["ORDER_STATUS_UPDATED", "invalid_json", "body_not_raw"],
    ],
  );
});

test("an answer that other code sent in the meantime stands", async (t) => {
  let response;
  const before = (_req, res) => void (response = res);
  const onEvent = () => response.writeHead(202, { "content-length": 0 }).end();
  const onRejected = () => response.writeHead(403, { "content-length": 0 }).end();
  const { client, names } = await serve(t, options({}, { before, onEvent, onRejected }));
  const { write, until: answered } = client();
  await write(whole());
  await answered(1);
  await write(whole(FORGED));
  assert.deepEqual(
    [statuses(await answered(2)), names()],
    [
      [202, 403],
      ["onEvent", "onRejected mismatch"],
    ],
  );
});

test("a response that can't be sent calls onError, and nothing else fails", async (t) => {
  const failing = new Error("a listener of the response failed");
  const before = (_req, res) => {
    res.writeHead = () => {
      throw failing;
    };
  };
  const { client, calls, names } = await serve(t, options({}, { before }));
  const { write, closed } = client();
  await write(whole());
  await closed;
  assert.deepEqual([names(), calls[1][1]], [["onEvent", "onError"], failing]);
});

test("next is never called, and the promise never rejects", async (t) => {
  const { provider, config } = options();
  const handler = createHandler({
    provider,
    config,
    onEvent: () => Promise.reject(new Error("gone")),
    onError: () => Promise.reject(new Error("gone, too")),
  });
  const returned = [];
  const server = createServer((req, res) => returned.push(handler(req, res, () => assert.fail("next was called"))));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}/`;
  const post = async (headers, body) =>
    (await fetch(url, { method: "POST", headers: { ...headers, connection: "close" }, body })).status;
  assert.deepEqual(
    [await post(HEADERS, BODY), await post({}, BODY), (await fetch(url, { headers: { connection: "close" } })).status],
    [503, 401, 405],
  );
  assert.deepEqual(await Promise.all(returned), [undefined, undefined, undefined]);
});

test("arguments that aren't Node's own throw an error that says what to pass", () => {
  const { provider, config } = options();
  const handler = createHandler({ provider, config, onEvent: () => assert.fail("it was called") });
  const [req, res] = [{ on() {}, method: "POST", headers: {} }, { writeHead() {} }];
  for (const args of [
    [],
    [undefined, res],
    [null, res],
    [req],
    [req, {}],
    [{ raw: req }, { raw: res }],
    [{ req, res }],
    [new Request("https://shop.example/")],
    [res, req],
  ]) {
    assert.throws(() => handler(...args), {
      name: "WebhookError",
      code: "invalid_argument",
      message: /request\.raw and reply\.raw in Fastify.*countersign\/fetch/,
    });
  }
});

test("HTTP/2", async (t) => {
  const warnings = [];
  const warned = (warning) => warnings.push(warning.message);
  process.on("warning", warned);
  const seen = [];
  const { provider, config } = options({ maxBodyBytes: 1_000 });
  const server = http2.createServer(
    createHandler({
      provider,
      config,
      onEvent: (event) => seen.push(event.kind),
      onRejected: ({ code }) => seen.push(code),
    }),
  );
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
  t.after(() => {
    process.off("warning", warned);
    session.destroy();
    server.close();
  });
  const post = (headers, body, method = "POST") =>
    new Promise((resolve, reject) => {
      const stream = session.request({ ":method": method, ":path": "/hooks", ...headers });
      stream.on("response", ({ ":status": status }) => resolve(status)).on("error", reject);
      stream.resume().end(body);
    });
  assert.deepEqual(
    [
      await post(HEADERS, BODY),
      await post(FORGED, BODY),
      await post(HEADERS, "x".repeat(100_000)),
      await post({}, BODY, "PUT"),
    ],
    [200, 401, 413, 405],
  );
  assert.deepEqual([seen, warnings], [["ORDER_STATUS_UPDATED", "mismatch", "body_too_large", "invalid_argument"], []]);
});
