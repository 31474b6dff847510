// Values that JavaScript can pass: each wrong type gets the error code of the contract, and none counts as an empty body or an
// empty key.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { isendu, optondemand, reward, xoxoday } from "countersign";

const text = '{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"name":"Zoë 日本 🚀"}}';
const bytes = new TextEncoder().encode(text);
const secret = "whsec_test_0123456789abcdef";
const signed = (body, key = secret) => ({
  "x-signature": `sha256=${createHmac("sha256", key).update(body).digest("hex")}`,
});

const fails = (code, call, message = undefined) =>
  assert.throws(call, (error) => {
    assert.equal(`${error.name} ${error.code}`, `WebhookError ${code}`, message ?? error.message);
    assert.ok(error instanceof Error && typeof error.status === "number" && typeof error.retryUseful === "boolean");
    return true;
  });

const shared = new SharedArrayBuffer(bytes.length);
new Uint8Array(shared).set(bytes);
const detached = (view) => {
  structuredClone(view.buffer, { transfer: [view.buffer] });
  return view;
};
const throws = () => {
  throw new Error("the caller's getter threw");
};
const never = new Proxy({}, Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, throws])));

const sameBytes = {
  string: text,
  Uint8Array: bytes,
  Buffer: Buffer.from(bytes),
  ArrayBuffer: bytes.buffer.slice(0),
  DataView: new DataView(bytes.buffer),
  "view into a larger buffer": Uint8Array.from([0, 0, 0, ...bytes, 0]).subarray(3, 3 + bytes.length),
  "view on shared memory": new Uint8Array(shared),
  "Uint8Array of another realm": runInNewContext("Uint8Array.from(bytes)", { bytes: [...bytes] }),
  "ArrayBuffer of another realm": runInNewContext("Uint8Array.from(bytes).buffer", { bytes: [...bytes] }),
  "view with a byteLength of its own": Object.defineProperty(Uint8Array.from(bytes), "byteLength", { value: 0 }),
  "view with a false type name": Object.defineProperty(Uint8Array.from(bytes), Symbol.toStringTag, {
    value: "String",
  }),
};

for (const [name, body] of Object.entries(sameBytes)) {
  test(`a body as ${name} has the same bytes`, () => {
    assert.equal(optondemand.receive({ body, headers: signed(bytes) }, { secret }).payload.data.name, "Zoë 日本 🚀");
    assert.equal(optondemand.parse(body).dedupeKey, optondemand.parse(bytes).dedupeKey);
  });
}

const notRaw = {
  undefined,
  null: null,
  number: 5,
  boolean: true,
  bigint: 5n,
  symbol: Symbol("body"),
  function: () => text,
  "parsed object": JSON.parse(text),
  "null-prototype object": Object.create(null),
  array: [1, 2],
  "boxed string": new String(text),
  promise: Promise.resolve(text),
  stream: new ReadableStream(),
  Blob: new Blob([text]),
  Request: new Request("https://shop.example/", { method: "POST", body: text }),
  Map: new Map(),
  Date: new Date(),
  SharedArrayBuffer: shared,
  "object that fakes an ArrayBuffer": { [Symbol.toStringTag]: "ArrayBuffer", byteLength: 5 },
  "object that inherits from Uint8Array": Object.create(Uint8Array.prototype),
  "detached Uint8Array": detached(Uint8Array.from(bytes)),
  "detached DataView": detached(new DataView(Uint8Array.from(bytes).buffer)),
  "detached ArrayBuffer": detached(Uint8Array.from(bytes)).buffer,
  "out-of-bounds Uint8Array": outOfBounds(),
  "proxy that throws": never,
};

function outOfBounds() {
  const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
  const view = new Uint8Array(buffer, 4, 4);
  buffer.resize(2);
  return view;
}

for (const [name, body] of Object.entries(notRaw)) {
  test(`a body as ${name} is body_not_raw`, () => {
    // The signature is right for the empty body. None of these may count as one.
    fails("body_not_raw", () => optondemand.verify({ body, headers: signed("") }, { secret }));
    fails("body_not_raw", () => optondemand.receiver({ secret }).receive({ body, headers: signed("") }));
    for (const provider of [isendu, optondemand, reward, xoxoday]) fails("body_not_raw", () => provider.parse(body));
    fails("body_not_raw", () => isendu.confirm(body, { keyId: "K", secret: "s" }));
  });
}

test("a string with half a surrogate pair is invalid_utf8, but the limit is checked first", () => {
  for (const body of ["\ud83d", "a\ude80", "\ude80\ud83d"]) {
    fails("invalid_utf8", () => optondemand.parse(body));
    fails("invalid_utf8", () => optondemand.verify({ body, headers: signed("\ufffd") }, { secret }));
    fails("body_too_large", () => optondemand.parse(`${body}${" ".repeat(1_048_576)}`));
    fails("body_too_large", () => optondemand.parse(`${body}é`, { maxBodyBytes: 4 }));
    fails("body_too_large", () =>
      optondemand.verify({ body: `${body}é`, headers: signed("") }, { secret, maxBodyBytes: 4 }),
    );
  }
});

test("a string with half a surrogate pair is invalid_utf8, after all checks that need no bytes", () => {
  const body = "\ud83d";
  const urlToken = "tok_5f2c9d7e41b84a06";
  const allowedIps = ["203.0.113.9"];
  const ip = "203.0.113.9";
  const url = `/hooks/${urlToken}`;
  for (const api of [
    (provider, incoming, config) => provider.verify(incoming, config),
    (provider, incoming, config) => provider.receiver(config).receive(incoming),
  ]) {
    fails("invalid_argument", () => api(reward, { body }, { urlToken }));
    fails("ip_not_allowed", () => api(reward, { body, ip: "203.0.113.1", url }, { urlToken, allowedIps }));
    fails("missing_token", () => api(reward, { body, url: "/" }, { urlToken }));
    fails("mismatch", () => api(reward, { body, url: `${url}x` }, { urlToken }));
    fails("invalid_utf8", () => api(reward, { body, ip, url }, { urlToken, allowedIps }));
    fails("missing_header", () => api(xoxoday, { body, headers: {} }, { apiKey: "k" }));
    fails("mismatch", () => api(xoxoday, { body, headers: { "x-api-key": "j" } }, { apiKey: "k" }));
    fails("invalid_utf8", () => api(xoxoday, { body, headers: { "x-api-key": "k" } }, { apiKey: "k" }));
    fails("ip_not_allowed", () => api(optondemand, { body, ip: "203.0.113.1", headers: {} }, { secret, allowedIps }));
    fails("missing_header", () => api(optondemand, { body, headers: {} }, { secret }));
    fails("malformed_signature", () => api(optondemand, { body, headers: { "x-signature": "sha256=" } }, { secret }));
    // Without bytes we can't compute a MAC.
    for (const of of ["", "\ufffd", "x"])
      fails("invalid_utf8", () => api(optondemand, { body, headers: signed(of) }, { secret }));
  }
});

test("a limit counts bytes, not characters", () => {
  fails("body_too_large", () => reward.parse("🚀", { maxBodyBytes: 3 }));
  fails("invalid_json", () => reward.parse("🚀", { maxBodyBytes: 4 }));
  fails("body_too_large", () => reward.parse(new Uint8Array(1_048_577)));
});

test("arguments are checked before the limit, the limit before the address", () => {
  const config = { secret, maxBodyBytes: 5, allowedIps: ["203.0.113.9"], urlToken: "tok_5f2c9d7e41b84a06" };
  fails("invalid_argument", () => optondemand.verify({ body: text, url: "/" }, config));
  fails("invalid_argument", () => optondemand.verify({ body: text, ip: "203.0.113.1" }, config));
  fails("invalid_argument", () => optondemand.verify({ body: bytes, ip: "no", url: "/" }, config));
  fails("body_too_large", () => optondemand.verify({ body: text, ip: "203.0.113.1", url: "/" }, config));
  fails("ip_not_allowed", () => optondemand.verify({ body: "", ip: "203.0.113.1", url: "/" }, config));
});

const wrongKeys = {
  "empty string": "",
  "empty list": [],
  "list with an empty string": ["a", ""],
  "nested list": [["a"]],
  "list nested very deep": Array.from({ length: 9_000 }).reduce((list) => [list], "a"),
  "list that holds itself": ((list) => list.push(list) && list)([]),
  "sparse list": [, "a"],
  undefined,
  null: null,
  number: 12345,
  boolean: true,
  bigint: 1n,
  symbol: Symbol("key"),
  function: () => secret,
  object: {},
  "boxed string": new String(secret),
  promise: Promise.resolve(secret),
  "empty Uint8Array": new Uint8Array(),
  Uint16Array: Uint16Array.of(1, 2),
  ArrayBuffer: bytes.buffer,
  DataView: new DataView(bytes.buffer),
  "detached Uint8Array": detached(Uint8Array.from(bytes)),
  "half a surrogate pair": "\ud83d",
  "proxy that throws": never,
};

for (const [name, key] of Object.entries(wrongKeys)) {
  test(`a key that is ${name} is invalid_config, and authenticates nothing`, () => {
    for (const forged of ["", "\0", new Uint8Array(64), "[object Object]", "undefined", "null", "12345"]) {
      fails("invalid_config", () => optondemand.verify({ body: text, headers: signed(text, forged) }, { secret: key }));
    }
    fails("invalid_config", () => optondemand.receiver({ secret: key }));
    fails("invalid_config", () => xoxoday.verify({ headers: { "x-api-key": "" } }, { apiKey: key }));
    fails("invalid_config", () => xoxoday.receiver({ apiKey: key, acceptUnauthenticated: true }));
    fails("invalid_config", () => reward.receiver({ urlToken: key }));
    fails("invalid_config", () => isendu.confirm('{"keyId":"K"}', { keyId: "K", secret: key }));
    fails("invalid_config", () => isendu.confirm('{"keyId":"K"}', { keyId: key, secret: "s" }));
  });
}

test("a key as bytes works like the same text, in any realm", () => {
  const key = new TextEncoder().encode(secret);
  for (const same of [
    key,
    Buffer.from(secret),
    runInNewContext("Uint8Array.from(key)", { key: [...key] }),
    [key, "x"],
  ]) {
    assert.equal(optondemand.verify({ body: text, headers: signed(text) }, { secret: same }).keyIndex, 0);
  }
});

test("a config is an object: only its own properties count, and each is read once", () => {
  for (const config of [undefined, null, 5, "", "secret", true, [], Symbol("config"), () => {}, never]) {
    fails("invalid_config", () => optondemand.receiver(config));
    fails("invalid_config", () => xoxoday.verify({}, config));
  }
  fails("invalid_config", () => optondemand.receiver({ secret, [Symbol("secret")]: secret }));
  fails("invalid_config", () => reward.receiver(Object.create({ acceptUnauthenticated: true })));
  fails("invalid_config", () =>
    optondemand.receiver({
      get secret() {
        return throws();
      },
    }),
  );
  let reads = 0;
  optondemand.receiver({
    get secret() {
      reads += 1;
      return secret;
    },
  });
  assert.equal(reads, 1);
});

test("properties on Object.prototype configure nothing", () => {
  const pollution = {
    acceptUnauthenticated: true,
    secret: "polluted",
    "x-signature": signed(text, "polluted")["x-signature"],
    body: text,
    url: "/t",
    entries: "no",
  };
  Object.assign(Object.prototype, pollution);
  try {
    fails("invalid_config", () => reward.receiver({}));
    fails("invalid_config", () => optondemand.receiver({}));
    fails("missing_header", () => optondemand.verify({ body: text, headers: {} }, { secret: "polluted" }));
    fails("body_not_raw", () => optondemand.verify({ headers: signed(text) }, { secret }));
    fails("invalid_argument", () => reward.verify({}, { urlToken: "tok_5f2c9d7e41b84a06" }));
  } finally {
    for (const name of Object.keys(pollution)) delete Object.prototype[name];
  }
});

test("a request must be an object with values of the right types", () => {
  const config = { acceptUnauthenticated: true };
  for (const incoming of [undefined, null, 5, text, bytes, Symbol("incoming"), () => {}, never]) {
    fails("invalid_argument", () => reward.verify(incoming, config));
  }
  for (const headers of [
    null,
    5,
    "x-api-key: k",
    ["x-api-key", "k"],
    [["x-api-key", 5]],
    [[5, "k"]],
    { "x-api-key": null },
    { "x-api-key": [5] },
    never,
  ]) {
    fails("invalid_argument", () => xoxoday.verify({ headers }, { apiKey: "k" }));
  }
  for (const url of [null, 5, {}, ["/t"], { href: "/t" }, "/\ud83d", never])
    fails("invalid_argument", () => reward.verify({ url }, config));
  for (const ip of [null, 5, {}, ["::1"], never]) fails("invalid_argument", () => reward.verify({ ip }, config));
});

test("headers come in every usual form", () => {
  const key = { "X-Api-Key": "k" };
  const forms = [
    key,
    new Headers(key),
    new Map(Object.entries(key)),
    new Set(Object.entries(key)),
    Object.entries(key),
    Object.assign(Object.create(null), key),
    new Map([["x-api-key", ["k"]]]).entries(),
    { "x-api-key": ["k"], "X-API-KEY": undefined },
    { entries: () => Object.entries(key) },
  ];
  for (const headers of forms) assert.equal(xoxoday.verify({ headers }, { apiKey: "k" }).trust, "shared-secret");
  const twice = new Headers(key);
  twice.append("x-api-key", "k");
  fails("multiple_values", () => xoxoday.verify({ headers: twice }, { apiKey: "k" }));
  // U+212A is the Kelvin sign. In lower case by Unicode's rules it would be a k.
  fails("missing_header", () => xoxoday.verify({ headers: { "x-api-\u212aey": "k" } }, { apiKey: "k" }));
  fails("missing_header", () => xoxoday.verify({}, { apiKey: "k" }));
});

test("a URL object works like its text", () => {
  const config = { urlToken: "tok_5f2c9d7e41b84a06" };
  for (const url of [new URL("https://shop.example/h/tok_5f2c9d7e41b84a06?a#b"), "/h/tok_5f2c9d7e41b84a06"]) {
    assert.equal(reward.verify({ url }, config).trust, "url-token");
  }
});

test("a limit may be a fraction of a second, and a time exactly at the limit is accepted", () => {
  const signedAt = 1751978096000;
  const fresh = (config) => optondemand.verify({ body: text, headers: signed(text) }, { secret, ...config });
  for (let ms = 1; ms < 5_000; ms += 1) {
    const seconds = Number(`${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, "0")}`);
    assert.equal(fresh({ now: signedAt + ms, maxAgeSeconds: seconds }).trust, "signature", `${seconds} s`);
    assert.equal(
      fresh({ now: signedAt - ms, maxAgeSeconds: 0, maxFutureSeconds: seconds }).trust,
      "signature",
      `${seconds} s ahead`,
    );
  }
  fails("too_old", () => fresh({ now: signedAt + 1_002, maxAgeSeconds: 1.001 }));
  fails("in_future", () => fresh({ now: signedAt - 1_002, maxAgeSeconds: 0, maxFutureSeconds: 1.001 }));
});

test("`now` may be a number or a Date, and defaults to the clock", () => {
  const fresh = (config) =>
    optondemand.verify({ body: text, headers: signed(text) }, { secret, maxAgeSeconds: 60, ...config });
  assert.equal(fresh({ now: 1751978096000 }).trust, "signature");
  assert.equal(fresh({ now: new Date(1751978096000) }).trust, "signature");
  fails("too_old", () => fresh({}));
  for (const now of [new Date(Number.NaN), "1751978096000", Number.NaN, -1, null, undefined, Infinity])
    fails("invalid_config", () => fresh({ now }));
  fails("invalid_config", () => fresh({ maxAgeSeconds: new Date() }));
});

test("a body that is changed while the headers are read has no effect", () => {
  const body = Uint8Array.from(bytes);
  const headers = {
    get "x-signature"() {
      body.fill(0);
      return signed(bytes)["x-signature"];
    },
  };
  fails("mismatch", () => optondemand.receive({ body, headers }, { secret }));
});

test("parse options are checked like a config", () => {
  for (const options of [
    null,
    5,
    "x",
    [],
    { maxBodyBytes: 0 },
    { maxBodyBytes: 1.5 },
    { maxBodyBytes: Number.NaN },
    { maxBodyBytes: Infinity },
    { maxBodyBytes: undefined },
    { now: 5 },
  ]) {
    fails("invalid_config", () => reward.parse("{}", options));
  }
  fails("missing_field", () => reward.parse("{}", undefined));
  fails("missing_field", () => reward.parse("{}", {}));
});

test("no message contains a secret, a MAC, a header or the body", () => {
  const words = [
    "s3cret-key",
    "h3ader-value",
    "b0dy-text",
    createHmac("sha256", "s3cret-key").update("b0dy-text").digest("hex"),
  ];
  const calls = [
    () =>
      optondemand.verify({ body: "b0dy-text", headers: { "x-signature": "h3ader-value" } }, { secret: "s3cret-key" }),
    () =>
      optondemand.verify({ body: "b0dy-text", headers: signed("b0dy-text", "h3ader-value") }, { secret: "s3cret-key" }),
    () =>
      optondemand.receive({ body: "b0dy-text", headers: signed("b0dy-text", "s3cret-key") }, { secret: "s3cret-key" }),
    () => xoxoday.verify({ headers: { "x-api-key": "h3ader-value" } }, { apiKey: "s3cret-key" }),
    () => xoxoday.verify({ headers: { "x-api-key": "h3ader-value, h3ader-value" } }, { apiKey: "s3cret-key" }),
    () => reward.verify({ url: "/h3ader-value" }, { urlToken: "s3cret-key" }),
    () => reward.parse('{"b0dy-text":1,"b0dy-text":2}'),
    () => reward.parse('{"id":["b0dy-text"]}'),
    () => isendu.confirm('{"keyId":"b0dy-text"}', { keyId: "s3cret-key", secret: "s3cret-key" }),
    () => isendu.confirm('{"keyId":"b0dy-text"}', { keyId: ["s3cret-key"], secret: "s3cret-key" }),
    () => reward.receiver({ allowedIps: ["h3ader-value"], urlToken: "s3cret-key-s3cret-key" }),
  ];
  for (const call of calls) {
    assert.throws(
      call,
      (error) => words.every((word) => !error.message.includes(word)) && error.name === "WebhookError",
    );
  }
});
