// What only requests of the web can be: streams that end, break off or never end, bodies that somebody has read, and
// arguments that are no request.

import assert from "node:assert/strict";
import { test } from "node:test";
import { optondemand, reward } from "countersign";
import { createHandler } from "countersign/fetch";
import * as testing from "countersign/testing";
import { recorded } from "./handlers/check.mjs";
import { SECRET, TOKEN, signed } from "./handlers/deliveries.mjs";

const encode = (text) => new TextEncoder().encode(text);
const BODY = testing.fixture("optondemand.ORDER_STATUS_UPDATED");
const { headers: HEADERS } = signed(testing, BODY);

const request = (body, headers = HEADERS) => new Request("https://shop.example/", { method: "POST", headers, body, ...(body instanceof ReadableStream && { duplex: "half" }) });

/** Returns a stream of what an iterator gives, which pulls nothing ahead, and what is done with it. */
function stream(chunks) {
  const seen = { pulled: 0, cancelled: 0 };
  const source = {
    async pull(controller) {
      seen.pulled += 1;
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      seen.cancelled += 1;
      return seen.cancelling?.();
    },
  };
  return { body: new ReadableStream(source, { highWaterMark: 0 }), seen };
}

function* pieces(bytes, length = 1) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

function* endless() {
  for (;;) yield new Uint8Array(100);
}

const open = (config = {}, more = {}) => {
  const { options, names, calls } = recorded({ provider: optondemand, config: { secret: SECRET, ...config }, ...more });
  return { handler: createHandler(options), names, calls };
};

/** Asks once, and checks the answer and what the listeners heard. */
async function expect(asked, { status, heard, config, more }) {
  const { handler, names, calls } = open(config, more);
  const response = await handler(asked);
  assert.deepEqual([response.status, names()], [status, heard]);
  return calls;
}

test("a body in pieces of any size is the body", async () => {
  for (const length of [1, 7, 64, 1_000_000]) await expect(request(stream(pieces(encode(BODY), length)).body), { status: 200, heard: ["onEvent"] });
  async function* slowly() {
    for (const piece of pieces(encode(BODY), 50)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      yield piece;
      yield new Uint8Array();
    }
  }
  await expect(request(stream(slowly()).body), { status: 200, heard: ["onEvent"] });
});

test("pieces may be parts of larger buffers", async () => {
  const larger = encode(`xx${BODY}yy`);
  await expect(request(stream([larger.subarray(2, -2)].values()).body), { status: 200, heard: ["onEvent"] });
});

test("an endless body is read up to the limit, and cancelled", async () => {
  const { body, seen } = stream(endless());
  await expect(request(body), { status: 413, heard: ["onRejected body_too_large"], config: { maxBodyBytes: 1_000 } });
  assert.deepEqual(seen, { pulled: 11, cancelled: 1 });
});

test("a cancellation that fails, or never comes to an end, holds nothing up", async () => {
  for (const cancelling of [() => new Promise(() => {}), () => Promise.reject(new Error("too late")), () => { throw new Error("never"); }]) {
    const { body, seen } = stream(endless());
    seen.cancelling = cancelling;
    await expect(request(body), { status: 413, heard: ["onRejected body_too_large"], config: { maxBodyBytes: 1_000 } });
    assert.equal(seen.cancelled, 1);
  }
});

test("a length beyond the limit is refused before anything is read", async () => {
  const { body, seen } = stream(endless());
  await expect(request(body, { ...HEADERS, "content-length": "1001" }), { status: 413, heard: ["onRejected body_too_large"], config: { maxBodyBytes: 1_000 } });
  assert.equal(seen.pulled, 0);
});

test("a length that is not true opens nothing", async () => {
  const wrong = ["0", "1", "-1", "1e1", "none", " ", "0x10"];
  for (const length of wrong) {
    const headers = { ...HEADERS, "content-length": length };
    await expect(request(stream(endless()).body, headers), { status: 413, heard: ["onRejected body_too_large"], config: { maxBodyBytes: 1_000 } });
    await expect(request(BODY, headers), { status: 200, heard: ["onEvent"] });
  }
});

test("a body that breaks off is no body", async () => {
  const reset = new Error("connection reset");
  const whole = encode(BODY);
  for (const sent of [[], [whole.subarray(0, 10)], [whole]]) {
    async function* broken() {
      yield* sent;
      throw reset;
    }
    const calls = await expect(request(stream(broken()).body), { status: 500, heard: ["onError"], more: { onUnreadable: () => undefined } });
    assert.equal(calls[0][1], reset);
  }
});

test("a part of a body is never an event, where nothing binds it", async () => {
  const event = encode('{"id":"e","type":"x"}');
  async function* broken() {
    yield event;
    throw new Error("connection reset");
  }
  const { options, names } = recorded({ provider: reward, config: { acceptUnauthenticated: true } });
  assert.equal((await createHandler(options)(request(stream(broken()).body, {}))).status, 500);
  assert.deepEqual(names(), ["onError"]);
});

test("a stream of no bytes is no raw body", async () => {
  for (const piece of [BODY, 5, {}, null, undefined, [1, 2], new ArrayBuffer(4)]) {
    const { body, seen } = stream([piece].values());
    const asked = Object.assign(request("x"), {});
    Object.defineProperty(asked, "body", { value: body });
    const calls = await expect(asked, { status: 500, heard: ["onError body_not_raw"] });
    assert.match(calls[0][1].message, /raw bytes/);
    assert.equal(seen.cancelled, 1);
  }
});

test("a request without a body has an empty one", async () => {
  await expect(request(undefined, testing.optondemand.sign("", { secret: SECRET })), { status: 422, heard: ["onRejected invalid_json"] });
  await expect(request(undefined), { status: 401, heard: ["onRejected mismatch"] });
});

test("a body that has been read is an error that names the remedy", async () => {
  const readers = {
    text: (asked) => asked.text(),
    json: (asked) => asked.json(),
    arrayBuffer: (asked) => asked.arrayBuffer(),
    "getReader()": (asked) => asked.body.getReader(),
    "getReader().read()": (asked) => asked.body.getReader().read(),
    tee: (asked) => asked.body.tee(),
    cancel: (asked) => asked.body.cancel(),
  };
  for (const [name, read] of Object.entries(readers)) {
    const asked = request(BODY);
    await read(asked);
    const { handler, calls } = open();
    const response = await handler(asked);
    assert.equal(response.status, 500, name);
    const [[called, { code, message }]] = calls;
    assert.deepEqual([called, code, calls.length], ["onError", "body_not_raw", 1], name);
    assert.match(message, /before anything reads the request.*request\.clone\(\)/, name);
  }
});

test("the remedy helps", async () => {
  const asked = request(BODY);
  await asked.clone().json();
  await expect(asked, { status: 200, heard: ["onEvent"] });
});

test("what is no Request is an error that says what is", async () => {
  const wrong = [undefined, null, 5, "https://shop.example/", {}, BODY, { req: request(BODY) }, { request: request(BODY) }, { method: "POST", headers: {}, url: "/" }, { method: "GET" }];
  for (const value of wrong) {
    const { handler, calls } = open();
    const response = await handler(value);
    assert.deepEqual([response.status, calls.length, calls[0][0], calls[0][1].code], [500, 1, "onError", "invalid_argument"]);
    assert.match(calls[0][1].message, /c\.req\.raw in Hono.*countersign\/node/);
  }
});

test("an address list needs somebody who tells the address", async () => {
  const config = { secret: SECRET, allowedIps: ["203.0.113.7"] };
  const onEvent = () => undefined;
  assert.throws(() => createHandler({ provider: optondemand, config, onEvent }), { name: "WebhookError", code: "invalid_config", message: /`ip` is needed/ });
  createHandler({ provider: optondemand, config, onEvent, ip: () => "203.0.113.7" });
  await expect(request(BODY), { status: 500, heard: ["onError invalid_config"], more: { config: () => config } });
});

test("the context may be left out, and is nothing but handed on", async () => {
  for (const context of [undefined, null, 5, Object.create(null), new Proxy({}, { get: () => assert.fail("it was looked at") })]) {
    const seen = [];
    const handler = createHandler({ provider: reward, config: (given) => (seen.push(given), { urlToken: TOKEN }), onEvent: (_event, given) => void seen.push(given) });
    const asked = new Request(`https://shop.example/${TOKEN}`, { method: "POST", body: '{"id":"e","type":"x"}' });
    assert.equal((await handler(asked, context)).status, 200);
    assert.ok(seen.length === 2 && seen.every((given) => given === context));
  }
});
