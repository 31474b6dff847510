// Hosts on Node wrap, pause, drain and replay requests and responses, and wait for the handler. Each test does what a widely used
// host does.

import assert from "node:assert/strict";
import { Agent, createServer, request as ask } from "node:http";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { isendu, optondemand, reward, xoxoday } from "countersign";
import { createHandler } from "countersign/node";
import * as testing from "countersign/testing";
import { recorded } from "./check.mjs";
import { API_KEY, SECRET, TOKEN, signed } from "./deliveries.mjs";
import { chunks, head, serve } from "./sockets.mjs";

const BODY = testing.fixture("optondemand.ORDER_STATUS_UPDATED");
const { headers: HEADERS } = signed(testing, BODY);
const signedBy = { provider: optondemand, config: { secret: SECRET } };
const statuses = (found) => found.map(({ status }) => status);
const whole = (headers = HEADERS, body = BODY) =>
  `${head({ ...headers, "content-length": Buffer.byteLength(body) })}${body}`;

async function drain(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  return Buffer.concat(parts);
}

/** Waits until a condition holds. */
async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Serves a handler like a host that answers 204 itself if there is no answer yet, as h3 does. */
async function serveByAHost(t, given) {
  const { options, names } = recorded(given);
  const handler = createHandler(options);
  const seen = [];
  const server = createServer(async (req, res) => {
    const returned = handler(req, res);
    seen.push(returned);
    const value = await returned;
    seen.push([value, res.statusCode, res.headersSent, res.writableFinished]);
    if (!res.headersSent) res.writeHead(204).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const agent = new Agent();
  t.after(() => {
    agent.destroy();
    server.close();
    server.closeAllConnections();
  });
  const post = (headers, body, method = "POST", path = "/") =>
    new Promise((resolve, reject) => {
      const sent = ask({ host: "127.0.0.1", port: server.address().port, agent, method, path, headers }, (response) =>
        resolve(response.resume().statusCode),
      );
      sent.on("error", reject).end(body);
    });
  return { post, seen, names };
}

test("a host that waits for the promise doesn't answer itself: the answer has been written", async (t) => {
  const stored = [];
  const onEvent = async (event) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (event.event === "fails") throw new Error("the database is gone");
    stored.push(event.event);
  };
  const { post, seen } = await serveByAHost(t, { ...signedBy, onEvent });
  const failing = signed(testing, '{"event":"fails"}');
  const asked = [
    [200, HEADERS, BODY],
    [503, failing.headers, failing.body],
    [401, signed(testing, BODY, "another").headers, BODY],
    [401, {}, BODY],
    [413, HEADERS, "x".repeat(1_100_000)],
    [405, {}, undefined, "GET"],
    [422, signed(testing, "{").headers, "{"],
    [500, { ...HEADERS, "transfer-encoding": "chunked" }, undefined],
  ];
  for (const [status, headers, body, method] of asked) {
    assert.equal(await post(headers, body, method), status);
    await until(() => seen.length === 2);
    const [returned, after] = seen.splice(0);
    assert.ok(returned instanceof Promise);
    assert.deepEqual(after, [undefined, status, true, true]);
  }
  assert.deepEqual(stored, ["ORDER_STATUS_UPDATED"]);
});

test("a confirmation has been written when the promise resolves", async (t) => {
  const { post, seen } = await serveByAHost(t, {
    provider: isendu,
    config: { urlToken: TOKEN },
    confirm: { keyId: "k", secret: "s" },
  });
  assert.equal(await post({}, '{"keyId":"k"}', "POST", `/${TOKEN}`), 200);
  await until(() => seen.length === 2);
  assert.deepEqual(seen[1], [undefined, 200, true, true]);
});

test("hosts see a function with two parameters, so they wait for it", () => {
  assert.equal(createHandler({ ...signedBy, onEvent: () => undefined }).length, 2);
});

test("the promise never rejects, whatever the response does", async () => {
  const throws = () => {
    throw new Error("gone");
  };
  const req = () =>
    Object.assign(new PassThrough(), { method: "POST", headers: HEADERS, url: "/", rawBody: BODY, complete: true });
  for (const broken of [
    { writeHead: throws },
    { end: throws },
    { writeHead: throws, destroy: throws },
    { headersSent: true },
    { destroyed: true },
  ]) {
    const { options, calls } = recorded({ ...signedBy, onEvent: () => undefined, onError: throws, onRejected: throws });
    const res = { headersSent: false, writeHead() {}, end() {}, destroy() {}, ...broken };
    assert.equal(await createHandler(options)(req(), res), undefined);
    assert.equal(calls[0][0], "onEvent");
  }
});

test("for a response that only looks like Node's, the handler doesn't wait after its end", async () => {
  const sent = [];
  const req = Object.assign(new PassThrough(), {
    method: "POST",
    headers: HEADERS,
    url: "/",
    rawBody: BODY,
    complete: true,
  });
  const res = {
    headersSent: false,
    writeHead: (status) => void sent.push(status),
    end: (body) => void sent.push(body),
  };
  await createHandler({ ...signedBy, onEvent: () => undefined })(req, res);
  assert.deepEqual(sent, [200, ""]);
});

test("a request without headers is refused", async () => {
  const sent = [];
  const res = { headersSent: false, writeHead: (status) => void sent.push(status), end() {} };
  const { options, names } = recorded(signedBy);
  await createHandler(options)(Object.assign(new PassThrough(), { method: "POST", url: "/", complete: true }), res);
  assert.deepEqual([sent, names()], [[401], ["onRejected missing_header"]]);
});

test("a writeHead that was wrapped and returns nothing", async (t) => {
  const before = (_req, res) => {
    const { writeHead } = res;
    res.writeHead = (...args) => void writeHead.apply(res, args);
  };
  const { client, names } = await serve(t, { ...signedBy, before });
  const { write, until: answered } = client();
  const wrongMethod = head({ "content-length": 0 }, { method: "PUT" });
  await write(whole(), whole({}), wrongMethod);
  assert.deepEqual(statuses(await answered(3)), [200, 401, 405]);
  assert.deepEqual(names().sort(), ["onEvent", "onRejected invalid_argument", "onRejected missing_header"]);
});

test("a paused request is resumed", async (t) => {
  const { client, names } = await serve(t, { ...signedBy, before: (req) => void req.pause() });
  const { write, until: answered } = client();
  await write(whole(), head({ ...HEADERS, "transfer-encoding": "chunked" }), ...chunks(BODY, 100));
  assert.deepEqual(
    [statuses(await answered(2)), names()],
    [
      [200, 200],
      ["onEvent", "onEvent"],
    ],
  );
});

/** Reads a request to its end, then replays it from another stream through its own `on`, as @vercel/node does. */
async function giveBack(req, bytes) {
  const body = bytes ?? (await drain(req));
  const copy = new PassThrough();
  const { on } = req;
  req.on = (name, listener) =>
    name === "data" || name === "end" ? copy.on(name, listener) : on.call(req, name, listener);
  req.addListener = req.on;
  copy.end(body);
  return body;
}

test("a stream that was drained and is replayed through its own `on`", async (t) => {
  const before = async (req) => {
    const body = await giveBack(req);
    Object.defineProperty(req, "body", { get: () => JSON.parse(body), configurable: true });
    // At this point the request itself has ended and closed.
    if (!req.closed) await new Promise((resolve) => req.once("close", resolve));
  };
  const { client, names } = await serve(t, { ...signedBy, before, onUnreadable: () => undefined });
  const { write, until: answered } = client();
  const broken = signed(testing, "{");
  await write(whole(), whole(broken.headers, broken.body), whole(signed(testing, BODY, "another").headers));
  assert.deepEqual(
    [statuses(await answered(3)), names()],
    [
      [200, 200, 401],
      ["onEvent", "onUnreadable invalid_json", "onRejected mismatch"],
    ],
  );
});

test("a replayed stream that was read again is not waited for", async (t) => {
  const before = async (req) => {
    await giveBack(req);
    await new Promise((resolve) => req.on("data", () => {}).on("end", resolve));
  };
  const { client, names } = await serve(t, { ...signedBy, before });
  const { write, until: answered } = client();
  await write(whole(), whole({}));
  assert.deepEqual(
    [statuses(await answered(2)), names()],
    [
      [500, 401],
      ["onError body_not_raw", "onRejected missing_header"],
    ],
  );
});

test("a replayed stream without bytes is a lost body", async (t) => {
  const { client, names } = await serve(t, {
    provider: reward,
    config: { acceptUnauthenticated: true },
    before: (req) => giveBack(req, "").then(() => req.resume()),
  });
  const { write, until: answered } = client();
  await write(whole({}));
  assert.deepEqual([statuses(await answered(1)), names()], [[500], ["onError body_not_raw"]]);
});

test("a wrapped `on` that only observes changes nothing", async (t) => {
  for (const [prepare, status, heard] of [
    [() => undefined, 200, "onEvent"],
    [(req) => drain(req), 500, "onError body_not_raw"],
    [async (req) => (req.body = await drain(req)), 200, "onEvent"],
  ]) {
    const before = async (req) => {
      const { on } = req;
      const watched = (listener) =>
        function (...args) {
          return listener.apply(this, args);
        };
      req.on = new Proxy(on, { apply: (target, self, [name, listener]) => target.call(self, name, watched(listener)) });
      await prepare(req);
    };
    const { client, names } = await serve(t, { ...signedBy, before });
    const { write, until: answered } = client();
    await write(whole());
    assert.deepEqual([statuses(await answered(1)), names()], [[status], [heard]]);
  }
});

/** Ways to lose a body: the change to the request, and the data that is sent. */
const LOST = {
  "rawBody of no bytes": [(req) => (req.rawBody = Buffer.alloc(0)), (headers) => whole(headers)],
  "rawBody of an empty text": [(req) => (req.rawBody = ""), (headers) => whole(headers)],
  "a body of no bytes": [async (req) => (req.body = (await drain(req)).subarray(0, 0)), (headers) => whole(headers)],
  "chunks without any bytes": [
    () => undefined,
    (headers) => `${head({ ...headers, "transfer-encoding": "chunked" })}0\r\n\r\n`,
  ],
};

for (const [name, [before, sent]] of Object.entries(LOST)) {
  test(`a lost body never counts as empty: ${name}`, async (t) => {
    for (const [given, headers] of [
      [{ provider: xoxoday, config: { apiKey: API_KEY } }, { "x-api-key": API_KEY }],
      [{ provider: reward, config: { acceptUnauthenticated: true } }, {}],
      [{ provider: isendu, config: { acceptUnauthenticated: true } }, {}],
      [signedBy, signed(testing, "").headers],
    ]) {
      const { client, names, calls } = await serve(t, {
        ...given,
        before,
        onUnreadable: () => assert.fail("it was handed over"),
      });
      const { write, until: answered } = client();
      await write(sent(headers));
      assert.deepEqual([statuses(await answered(1)), names()], [[500], ["onError body_not_raw"]]);
      assert.match(calls[0][1].message, /no byte arrived: .*express\.raw/);
    }
  });
}

test("a body that was announced as empty goes to onUnreadable", async (t) => {
  const { client, names } = await serve(t, {
    provider: reward,
    config: { acceptUnauthenticated: true },
    onUnreadable: () => undefined,
  });
  const { write, until: answered } = client();
  await write(whole({}, ""), head({}));
  assert.deepEqual([statuses(await answered(2)), names()], [[200, 200], Array(2).fill("onUnreadable invalid_json")]);
});

test("a body that takes too long is 408 with connection: close", async (t) => {
  const { client, names, calls } = await serve(t, { ...signedBy, bodyTimeoutSeconds: 0.05 });
  for (const [start, part] of [
    [head({ ...HEADERS, "content-length": 500 }), BODY.slice(0, 10)],
    [head({ ...HEADERS, "transfer-encoding": "chunked" }), chunks(BODY, 20)[0]],
  ]) {
    const { write, until: answered, closed } = client();
    await write(start, part);
    const [answer] = await answered(1);
    assert.deepEqual(
      [answer.status, answer.body, /^connection: close$/m.test(answer.head)],
      [408, "Request Timeout\n", true],
    );
    await closed;
  }
  assert.deepEqual(names(), Array(2).fill("onRejected body_incomplete"));
  for (const [, error] of calls) assert.deepEqual([error.status, error.retryUseful], [408, true]);
});

test("a sender that disconnects before its address is read doesn't call onError", async (t) => {
  let begun;
  const gone = (req) => {
    begun = true;
    return new Promise((resolve) => req.socket.once("close", resolve));
  };
  const { client, names, calls } = await serve(t, {
    ...signedBy,
    config: { secret: SECRET, allowedIps: ["127.0.0.1"] },
    before: gone,
  });
  const { write, close } = client();
  await write(head({ ...HEADERS, "content-length": 500 }));
  await until(() => begun);
  await close();
  await until(() => calls.length > 0);
  assert.deepEqual(names(), ["onRejected body_incomplete"]);
});

test("after a body parser, the message names the remedy for the framework", async (t) => {
  for (const [mark, message] of [
    [
      () => undefined,
      /Express: .*NestJS: .*on Fastify.*Fastify: .*Koa: .*AdonisJS: .*server\.use\(\).*Next\.js: .*Nuxt and Nitro 2: pass toWebRequest\(event\).*Vercel: .*export const POST/,
    ],
    [
      (_req, res) => Object.assign(res, { status() {}, send() {} }),
      /: in a Vercel function, call the handler before anything else reads the request, or export const POST = createHandler\(\.\.\.\) of countersign\/fetch$/,
    ],
  ]) {
    const before = async (req, res) => {
      mark(req, res);
      await drain(req);
    };
    const { client, calls } = await serve(t, { ...signedBy, before });
    const { write, until: answered } = client();
    await write(whole());
    assert.deepEqual(statuses(await answered(1)), [500]);
    assert.match(calls[0][1].message, message);
  }
});

/** A request that is a stream but not Node's own, and a response that records its status. */
function exchange(more) {
  const req = Object.assign(new PassThrough(), { method: "POST", url: `/${TOKEN}`, headers: {}, socket: {} }, more);
  const res = {
    headersSent: false,
    writeHead: (status) => Object.assign(res, { status }),
    write() {},
    end() {},
    destroy() {},
  };
  return { req, res };
}
const byToken = { provider: reward, config: { urlToken: TOKEN } };

test("an empty rawBody of any form is a lost body if a body was announced", async () => {
  for (const rawBody of [new ArrayBuffer(0), new Uint8Array(0), new DataView(new ArrayBuffer(0)), ""]) {
    const { options, names } = recorded({ ...byToken, onUnreadable: () => undefined });
    const { req, res } = exchange({ rawBody, headers: { "content-length": "5" }, complete: true });
    await createHandler(options)(req, res);
    assert.deepEqual([res.status, names()], [500, ["onError body_not_raw"]]);
  }
});

test("listeners get a Uint8Array, whatever the form of rawBody", async () => {
  const bytes = new TextEncoder().encode("{");
  const padded = Uint8Array.of(0, ...bytes, 0);
  for (const rawBody of [bytes.buffer, new DataView(padded.buffer, 1, 1), Buffer.from("{"), "{"]) {
    const { options, calls } = recorded({ ...byToken, onUnreadable: () => undefined });
    const { req, res } = exchange({ rawBody, complete: true });
    await createHandler(options)(req, res);
    assert.equal(res.status, 200);
    assert.ok(calls[0][1] instanceof Uint8Array);
    assert.equal(Buffer.from(calls[0][1]).toString(), "{");
  }
});

test("a stream that fails while the rest of a refused body is discarded doesn't end the process", async () => {
  const { options, names } = recorded(byToken);
  const { req, res } = exchange({ url: "/a-guess-of-more-than-16-characters" });
  const answered = createHandler(options)(req, res);
  await until(() => req.listenerCount("end") > 0);
  req.destroy(new Error("aborted"));
  await answered;
  assert.deepEqual(names(), ["onRejected mismatch"]);
});

test("a stream that emits more than the limit while the listener is added is too large", async () => {
  const { options, names } = recorded({ ...byToken, config: { urlToken: TOKEN, maxBodyBytes: 3 } });
  const { req, res } = exchange({});
  const add = req.on.bind(req);
  req.on = (name, listener) => {
    const result = add(name, listener);
    if (name === "data") listener(Buffer.from("12345"));
    return result;
  };
  req.end();
  await createHandler(options)(req, res);
  assert.deepEqual([res.status, names()], [413, ["onRejected body_too_large"]]);
});
