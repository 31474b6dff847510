// Values that change while they are read, and prototypes with added properties. Each property is read once, and properties of
// a prototype configure nothing and prove nothing.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { isendu, optondemand, reward, xoxoday } from "countersign";

const secret = "whsec_test_0123456789abcdef";
const urlToken = "tok_5f2c9d7e41b84a06";
const text = '{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":"7"}}';
const bytes = new TextEncoder().encode(text);
const { buffer } = bytes;
const view = new DataView(buffer);
const signed = (body, key = secret) => ({
  "x-signature": `sha256=${createHmac("sha256", key).update(body).digest("hex")}`,
});
const headers = signed(text);
const emptyKey = signed(text, "");
const zeros = signed(new Uint8Array(bytes.length));
const fresh = { maxAgeSeconds: 5, now: 1751978096000 };
const event = { orderId: "7", timestampMs: 2 };
const key = new TextEncoder().encode(secret);
const map = new Map(Object.entries(headers));
const pairs = Object.entries(headers);

/** Calls whose outcome must not depend on any prototype: genuine ones, and unauthenticated ones. */
const CALLS = {
  genuine: () => optondemand.receive({ body: text, headers }, { secret }),
  "genuine bytes": () => optondemand.receive({ body: bytes, headers: pairs }, { secret: [key], ...fresh }),
  "genuine buffer": () => optondemand.verify({ body: buffer, headers: map }, { secret: ["other", secret] }),
  "genuine DataView": () => optondemand.verify({ body: view, headers }, { secret }),
  "of the empty key": () => optondemand.verify({ body: bytes, headers: emptyKey }, { secret }),
  "of the empty key, as bytes": () => optondemand.verify({ body: bytes, headers: emptyKey }, { secret: key }),
  "of zeros": () => optondemand.verify({ body: bytes, headers: zeros }, { secret }),
  "of the empty body": () => optondemand.verify({ body: bytes, headers: signed("") }, { secret }),
  "no header": () => xoxoday.verify({ headers: {} }, { apiKey: "polluted" }),
  "no header in pairs": () => xoxoday.verify({ headers: [[]] }, { apiKey: "polluted" }),
  "no header in a list": () => xoxoday.verify({ headers: { "x-api-key": [] } }, { apiKey: "polluted" }),
  "no config": () => reward.receiver({}),
  "no secret": () => optondemand.receiver({}),
  "a hole for a secret": () => optondemand.receiver({ secret: [,] }),
  "an empty list of secrets": () => optondemand.receiver({ secret: [] }),
  "no body": () => optondemand.verify({ headers }, { secret }),
  "no URL": () => reward.verify({}, { urlToken }),
  "no address": () => xoxoday.verify({}, { acceptUnauthenticated: true, allowedIps: "documented" }),
  "another address": () =>
    xoxoday.verify({ ip: "203.0.113.1" }, { acceptUnauthenticated: true, allowedIps: ["52.76.120.90"] }),
  "no credentials": () => isendu.confirm('{"keyId":"polluted"}', {}),
  "an array for a body": () => reward.parse([1, 2]),
  options: () => reward.parse('{"id":"a","type":"b"}', {}),
  supersedes: () => optondemand.supersedes(event, { ...event, timestampMs: 1 }),
  "supersedes nothing": () => optondemand.supersedes(event, {}),
  latest: () =>
    isendu.latest([
      { uuid: "o-1", updatedMs: 1 },
      { uuid: "o-1", updatedMs: 2 },
    ]),
  "latest of a hole": () => isendu.latest([,]),
};

const NAMES = Object.keys(CALLS);

// By index, here and below: this runs while arrays may have another iterator.
function outcomes() {
  const found = [];
  for (let at = 0; at < NAMES.length; at += 1) {
    let result;
    try {
      result = CALLS[NAMES[at]]();
    } catch (error) {
      result = `${error.name} ${error.code}`;
    }
    found[at] = [NAMES[at], result];
  }
  return found;
}

/** Runs a function while a prototype has other properties. */
function having(prototype, properties, run) {
  const names = Reflect.ownKeys(properties);
  const before = names.map((name) => Object.getOwnPropertyDescriptor(prototype, name));
  Object.defineProperties(prototype, properties);
  try {
    return run();
  } finally {
    for (let at = 0; at < names.length; at += 1) {
      delete prototype[names[at]];
      if (before[at]) Object.defineProperty(prototype, names[at], before[at]);
    }
  }
}
const data = (values) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { value, configurable: true, writable: true, enumerable: true },
    ]),
  );
const call = (value) => ({ value, configurable: true, writable: true });
const read = (value) => ({ get: () => value, configurable: true });

const merged = {
  ...{
    secret: "polluted",
    apiKey: "polluted",
    urlToken: "polluted-polluted",
    urlTokenParam: "t",
    allowedIps: ["203.0.113.1"],
    acceptUnauthenticated: true,
  },
  ...{
    maxBodyBytes: 1,
    maxAgeSeconds: 1e9,
    now: 0,
    keyId: "polluted",
    body: text,
    headers,
    url: `/${urlToken}`,
    ip: "52.76.120.90",
    href: `/${urlToken}`,
  },
  ...{
    "x-api-key": "polluted",
    ...headers,
    entries: "no",
    length: 1,
    name: "x-api-key",
    code: "ok",
    path: "x",
    status: 200,
    event: "x",
    timestampMs: 1,
    uuid: "o-1",
  },
  ...{ header: "polluted", module: "x", done: true, next: "x", then: "x" },
};
const none = () => ({ next: () => ({ done: true }) });

const PROTOTYPES = {
  "Object.prototype that JSON was merged into": [Object.prototype, data(merged)],
  "Object.prototype with numbers": [Object.prototype, data({ 0: "x-api-key", 1: "polluted" })],
  "Object.prototype with one number": [Object.prototype, data({ 0: "polluted" })],
  "Array.prototype with numbers": [Array.prototype, data({ 0: "polluted", 1: "polluted" })],
  "Array.prototype of other methods": [
    Array.prototype,
    {
      map: call(() => []),
      filter: call(() => []),
      every: call(() => true),
      entries: call(none),
      [Symbol.iterator]: call(none),
    },
  ],
  "Array.prototype of pairs": [Array.prototype, { entries: call(() => [["x-api-key", "polluted"]]) }],
  "String.prototype of other methods": [
    String.prototype,
    {
      isWellFormed: call(() => true),
      replace: call(() => "x-api-key"),
      toLowerCase: call(() => "x-api-key"),
      [Symbol.iterator]: call(none),
    },
  ],
  "Map.prototype of other methods": [
    Map.prototype,
    { get: call(() => "polluted"), set: call(() => {}), size: read(0), [Symbol.toStringTag]: call("Object") },
  ],
  "Uint8Array.prototype of a length": [
    Uint8Array.prototype,
    {
      length: read(0),
      byteLength: read(0),
      byteOffset: read(1),
      buffer: read(new ArrayBuffer(0)),
      [Symbol.toStringTag]: read("Object"),
    },
  ],
  "Uint8Array.prototype of another length": [Uint8Array.prototype, { length: read(1_000), byteLength: read(1_000) }],
  "Uint8Array.prototype of other methods": [
    Uint8Array.prototype,
    {
      slice: call(() => new Uint8Array()),
      indexOf: call(() => 0),
      entries: call(none),
      map: call(none),
      values: call(none),
      [Symbol.iterator]: call(none),
    },
  ],
  "Uint8Array.prototype that copies nothing": [
    Object.getPrototypeOf(Uint8Array.prototype),
    { set: call(() => {}), slice: call(() => new Uint8Array()) },
  ],
  "DataView.prototype of a length": [DataView.prototype, { byteLength: read(0), byteOffset: read(1) }],
  "ArrayBuffer.prototype of a length": [
    ArrayBuffer.prototype,
    { byteLength: read(0), slice: call(() => new ArrayBuffer(0)) },
  ],
};

/** If a function that copies bytes into the module was replaced, a call may fail. It must never prove or return more. */
const FAIL_CLOSED = [
  "Uint8Array.prototype of a length",
  "Uint8Array.prototype of another length",
  "Uint8Array.prototype that copies nothing",
];

const expected = outcomes();

test("with unchanged prototypes, genuine calls succeed and all others fail", () => {
  const through = expected.filter(([, result]) => typeof result === "object" && result !== null).map(([name]) => name);
  assert.deepEqual(through, ["genuine", "genuine bytes", "genuine buffer", "genuine DataView", "options", "latest"]);
});

for (const [name, [prototype, properties]] of Object.entries(PROTOTYPES)) {
  test(`${name} changes nothing`, () => {
    const actual = having(prototype, properties, outcomes);
    const failed = actual.filter(([, result]) => typeof result === "string").map(([call]) => call);
    const closed = FAIL_CLOSED.includes(name) ? failed : [];
    const differs = ([call]) => !closed.includes(call);
    assert.deepEqual(actual.filter(differs), expected.filter(differs));
    assert.deepEqual(outcomes(), expected);
  });
}

/** Returns an object that counts how often each property is read. After the first read, a property has another value. */
function counting(values, other, reads) {
  const names = Object.keys(values);
  return Object.defineProperties(
    {},
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          enumerable: true,
          get: () => {
            reads[name] = (reads[name] ?? 0) + 1;
            return reads[name] === 1 ? values[name] : other[name];
          },
        },
      ]),
    ),
  );
}
const once = (values) => Object.fromEntries(Object.keys(values).map((name) => [name, 1]));

const READ_ONCE = {
  incoming: [
    { body: text, headers, url: `/${urlToken}`, ip: "::1" },
    { body: "", headers: {}, url: "/", ip: "::2" },
    (value) => optondemand.receive(value, { secret, urlToken, allowedIps: ["::1"] }),
  ],
  headers: [headers, emptyKey, (value) => optondemand.verify({ body: text, headers: value }, { secret })],
  "a pair": [
    { 0: "x-signature", 1: headers["x-signature"] },
    { 0: "x-other", 1: "" },
    (value) => optondemand.verify({ body: text, headers: [value] }, { secret }),
  ],
  config: [
    { secret, urlToken, urlTokenParam: "t", allowedIps: ["::1"], maxBodyBytes: 500, ...fresh, maxFutureSeconds: 1 },
    { secret: "", urlToken: "" },
    (value) => optondemand.receiver(value),
  ],
  "another config": [{ apiKey: "k", acceptUnauthenticated: true }, {}, (value) => xoxoday.receiver(value)],
  "a list of keys": [
    ["other", secret],
    ["", ""],
    (value) =>
      optondemand.verify(
        { body: text, headers },
        {
          secret: Object.setPrototypeOf(
            Object.defineProperties([], { ...Object.getOwnPropertyDescriptors(value), length: { value: 2 } }),
            Array.prototype,
          ),
        },
      ),
  ],
  options: [{ maxBodyBytes: 500 }, { maxBodyBytes: 0 }, (value) => optondemand.parse(text, value)],
  credentials: [
    { keyId: "K", secret: "s" },
    { keyId: "", secret: "" },
    (value) => isendu.confirm('{"keyId":"K"}', value),
  ],
  event: [
    event,
    { orderId: 5, timestampMs: "x" },
    (value) => optondemand.supersedes(value, { ...event, timestampMs: 1 }),
  ],
  item: [
    { uuid: "o-1", updatedMs: 1, latestStepMs: 1, steps: [1], status: "x" },
    { uuid: 5 },
    (value) => isendu.latest([value]).length === 1,
  ],
};

for (const [name, [values, other, use]] of Object.entries(READ_ONCE)) {
  test(`${name}: each property is read once, and its later value has no effect`, () => {
    const reads = {};
    assert.ok(use(counting(values, other, reads)));
    assert.deepEqual(reads, once(values));
  });
}

test("a buffer that changes while the headers are read counts with its new content, or is refused", () => {
  const changes = {
    mismatch: (buffer) => new Uint8Array(buffer).fill(0),
    "mismatch, shorter": (buffer) => buffer.resize(4),
    "mismatch, longer": (buffer) => buffer.resize(bytes.length + 4),
    "body_not_raw, detached": (buffer) => structuredClone(buffer, { transfer: [buffer] }),
  };
  for (const [expectation, change] of Object.entries(changes)) {
    const body = new ArrayBuffer(bytes.length, { maxByteLength: 1_000 });
    new Uint8Array(body).set(bytes);
    for (const form of [body, new Uint8Array(body), new DataView(body)]) {
      const copy = structuredClone(form);
      const incoming = {
        body: copy,
        get headers() {
          change(copy.buffer ?? copy);
          return headers;
        },
      };
      assert.throws(
        () => optondemand.verify(incoming, { secret }),
        ({ code }) => code === expectation.split(",")[0],
        expectation,
      );
    }
  }
});
