// A call leaves no part of a secret in the module's memory, and nothing that was computed from it.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { installed } from "../support/installed.mjs";
import { searcher } from "./pieces.mjs";
import { traceHmac, traceSha256 } from "./sha256-traces.mjs";
import { instrument, load } from "../support/steps.mjs";

const module = new WebAssembly.Module(readFileSync(`${installed}/countersign.wasm`));
let copies = 0;

/** Returns the providers and `sign` of a new copy of the package, and the exports of its instance. */
async function fresh() {
  let exports;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(...args) {
      super(...args);
      ({ exports } = this);
    }
  };
  try {
    const { createApi } = await import(`${pathToFileURL(installed)}/core.js?fresh=${(copies += 1)}`);
    const { providers, custom, sign, signFor } = createApi(module);
    return { ...providers, custom, sign, signFor, exports };
  } finally {
    WebAssembly.Instance = Instance;
  }
}

/** Returns a unique text of a length. */
const random = (label, length) =>
  createHash("shake256", { outputLength: length }).update(label).digest("base64url").slice(0, length);
const KEYS = { short: random("short", 30), block: random("block", 64), long: random("long", 131) };
// Each of these characters must be escaped in some part of a URL.
const token = `/${random("token", 40)}+~${random("rest", 9)}%`;
const credential = `${random("credential", 40)}"\\end`;
const BODIES = {
  order: '{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":"7"}}',
  "no object": "[]",
  "no JSON": '{"event":',
  deep: "[".repeat(130),
};

/** The keys and bodies for which a call below computes a MAC. */
const MACS = [
  ...Object.values(KEYS).map((key) => [key, BODIES.order]),
  [KEYS.short, BODIES["no JSON"]],
  [KEYS.long, BODIES["no object"]],
  [KEYS.block, BODIES.deep],
];

/** Returns all intermediate values of a call with secrets, by name. `alter` changes each secret first. */
function traces(alter) {
  const found = [];
  const see = (...trace) => found.push(trace);
  const secret = (text) => Buffer.from(alter(text));
  for (const text of [...Object.values(KEYS), token, credential]) {
    const given = secret(text);
    see("secret", given);
    see("secret in a URL", Buffer.from(encodeURIComponent(given.toString())));
    see("secret in JSON", Buffer.from(JSON.stringify(given.toString())));
    traceSha256(given, see);
  }
  for (const [key, body] of MACS) traceHmac(secret(key), Buffer.from(body), see);
  return found;
}
const altered = (text) => text.replace(/[^%/~"+\\]/g, (character) => String.fromCharCode(character.charCodeAt(0) ^ 1));
const all = traces((text) => text);
const search = searcher(all, traces(altered));

const { short, block, long } = KEYS;
const bytes = (text) => new TextEncoder().encode(text);
const signed = (key, body) => ({
  body,
  headers: { "x-signature": `sha256=${createHmac("sha256", key).update(body).digest("hex")}` },
});
const forged = (body) => signed("another", body);
const order = BODIES.order;
const url = (path, more) => ({ url: `https://shop.example${path}`, body: '{"id":"a","type":"b"}', ...more });
const inPath = encodeURIComponent(token);
const query = { urlToken: [token, long], urlTokenParam: "key" };
const credentials = [
  { keyId: "K", secret: credential },
  { keyId: short, secret: long },
];
/** The check of the handlers before they read a body. */
const forHandlers = (provider, config) => provider.receiver[Symbol.for("countersign.receiverWithHead")](config);
const head = (provider, config, incoming) => forHandlers(provider, config).checkHead(incoming);
const authenticate = (provider, config, incoming) => forHandlers(provider, config).authenticate(incoming);
const throws = () => {
  throw new Error("the caller's getter threw");
};

/** A scheme with encoded keys, and one with its secret in a header; and the encoded keys. */
const SCHEME = {
  name: "acme",
  proof: "hmac-sha256",
  header: "x-signature",
  prefix: "sha256=",
  encoding: "hex",
  key: "base64",
  signed: "{body}",
};
const STATIC = { name: "gitlab", proof: "static", header: "x-api-key" };
const encoded = (key, form = "base64") => Buffer.from(key).toString(form);

/** Calls with a secret, each with its expected error code, or `undefined`. */
const CALLS = {
  prepare: {
    "one key": [({ optondemand }) => optondemand.receiver({ secret: short })],
    "keys of every length": [({ optondemand }) => optondemand.receiver({ secret: [short, block, long] })],
    "keys as bytes": [({ optondemand }) => optondemand.receiver({ secret: [bytes(short), bytes(block), bytes(long)] })],
    "API keys": [({ xoxoday }) => xoxoday.receiver({ apiKey: [short, block, long] })],
    tokens: [({ reward }) => reward.receiver({ urlToken: [token, long], allowedIps: ["203.0.113.9"] })],
    "keys of a scheme in base64": [
      ({ custom }) => custom(SCHEME).receiver({ secret: [encoded(short), encoded(block), encoded(long)] }),
    ],
    "keys of a scheme in hexadecimal digits": [
      ({ custom }) =>
        custom({ ...SCHEME, key: "hex" }).receiver({ secret: [encoded(short, "hex"), encoded(long, "hex")] }),
    ],
    "a key of a scheme that is not in its encoding": [
      ({ custom }) => custom(SCHEME).receiver({ secret: [encoded(short), `${encoded(long)}*`] }),
      "invalid_config",
    ],
    "secrets of a scheme": [({ custom }) => custom(STATIC).receiver({ secret: [short, long] })],
    "an empty key among others": [
      ({ optondemand }) => optondemand.receiver({ secret: [short, "", long] }),
      "invalid_config",
    ],
    "a wrong option": [
      ({ optondemand }) => optondemand.receiver({ secret: [short, long], maxBodyBytes: 0 }),
      "invalid_config",
    ],
    "another provider's option": [
      ({ optondemand }) => optondemand.receiver({ secret: short, apiKey: long }),
      "invalid_config",
    ],
    "a getter that throws": [
      ({ optondemand }) =>
        optondemand.receiver({
          secret: short,
          get apiKey() {
            return throws();
          },
        }),
      "invalid_config",
    ],
  },
  verify: {
    "a scheme's signature": [
      ({ custom }) => custom(SCHEME).verify(signed(long, order), { secret: [encoded(short), encoded(long)] }),
    ],
    "a scheme's signature by another key": [
      ({ custom }) => custom(SCHEME).verify(forged(order), { secret: encoded(block) }),
      "mismatch",
    ],
    "a scheme's secret": [
      ({ custom }) => custom(STATIC).verify({ body: "{}", headers: { "x-api-key": short } }, { secret: [long, short] }),
    ],
    "a genuine signature": [({ optondemand }) => optondemand.verify(signed(short, order), { secret: short })],
    "a genuine signature of the last key": [
      ({ optondemand }) => optondemand.verify(signed(long, order), { secret: [short, block, long] }),
    ],
    "a receiver": [({ optondemand }) => optondemand.receiver({ secret: [long, block] }).verify(signed(block, order))],
    "a forged signature": [
      ({ optondemand }) => optondemand.verify(forged(order), { secret: [short, block, long] }),
      "mismatch",
    ],
    "a receiver, forged": [
      ({ optondemand }) => optondemand.receiver({ secret: [short, long] }).verify(forged(order)),
      "mismatch",
    ],
    "a malformed signature": [
      ({ optondemand }) => optondemand.verify({ body: order, headers: { "x-signature": short } }, { secret: short }),
      "malformed_signature",
    ],
    "no signature": [
      ({ optondemand }) => optondemand.verify({ body: order, headers: {} }, { secret: short }),
      "missing_header",
    ],
    "a stale delivery": [
      ({ optondemand }) => optondemand.verify(signed(short, order), { secret: short, maxAgeSeconds: 60 }),
      "too_old",
    ],
    "a body that is too large": [
      ({ optondemand }) => optondemand.verify(signed(short, order), { secret: short, maxBodyBytes: 9 }),
      "body_too_large",
    ],
    "half a surrogate pair": [
      ({ optondemand }) => optondemand.verify({ ...forged(order), body: "\ud800" }, { secret: long }),
      "invalid_utf8",
    ],
    "a body that was parsed": [
      ({ optondemand }) => optondemand.verify({ ...forged(order), body: JSON.parse(order) }, { secret: long }),
      "body_not_raw",
    ],
    "no delivery": [({ optondemand }) => optondemand.verify(null, { secret: long }), "invalid_argument"],
    "a delivery that throws": [
      ({ optondemand }) =>
        optondemand.verify(
          {
            get body() {
              return throws();
            },
          },
          { secret: long },
        ),
      "invalid_argument",
    ],
    "a genuine API key": [
      ({ xoxoday }) => xoxoday.verify({ body: "{}", headers: { "x-api-key": long } }, { apiKey: [short, long] }),
    ],
    "a forged API key": [
      ({ xoxoday }) => xoxoday.verify({ body: "{}", headers: { "x-api-key": "k" } }, { apiKey: [short, long] }),
      "mismatch",
    ],
    "two API keys": [
      ({ xoxoday }) =>
        xoxoday.verify(
          {
            body: "{}",
            headers: [
              ["x-api-key", short],
              ["x-api-key", long],
            ],
          },
          { apiKey: [short, long] },
        ),
      "multiple_values",
    ],
    "a genuine token": [({ reward }) => reward.verify(url(`/hooks/${inPath}?a=b`), { urlToken: [long, token] })],
    "a genuine token in the query": [({ reward }) => reward.verify(url(`/hooks?a=b&key=${inPath}`), query)],
    "a token twice in the query": [
      ({ reward }) => reward.verify(url(`/hooks?key=${inPath}&key=${inPath}`), query),
      "multiple_values",
    ],
    "a forged token": [
      ({ reward }) => reward.verify(url(`/hooks/${"0".repeat(20)}`), { urlToken: [token, long] }),
      "mismatch",
    ],
    "no token": [({ reward }) => reward.verify(url("/"), { urlToken: token }), "missing_token"],
    "a genuine token from another address": [
      ({ reward }) =>
        reward.verify(url(`/${inPath}`, { ip: "203.0.113.8" }), { urlToken: token, allowedIps: ["203.0.113.9"] }),
      "ip_not_allowed",
    ],
    "a wrong config": [
      ({ reward }) => reward.verify(url(`/${inPath}`), { urlToken: [token, long], allowedIps: ["x"] }),
      "invalid_config",
    ],
  },
  authenticate: {
    "no JSON": [
      ({ optondemand }) =>
        authenticate(optondemand, { secret: [short, long], maxAgeSeconds: 60 }, signed(short, BODIES["no JSON"])),
    ],
    "a stale delivery": [
      ({ optondemand }) => authenticate(optondemand, { secret: long, maxAgeSeconds: 60 }, signed(long, order)),
    ],
    "a forged signature": [
      ({ optondemand }) => authenticate(optondemand, { secret: [short, long] }, forged(order)),
      "mismatch",
    ],
    "a genuine API key": [
      ({ xoxoday }) => authenticate(xoxoday, { apiKey: short }, { body: "{", headers: { "x-api-key": short } }),
    ],
    "a genuine token": [({ reward }) => authenticate(reward, { urlToken: token }, url(`/hooks/${inPath}`))],
  },
  checkHead: {
    "a signature": [({ optondemand }) => head(optondemand, { secret: [short, long] }, signed(long, order))],
    "a malformed signature": [
      ({ optondemand }) => head(optondemand, { secret: short }, { headers: { "x-signature": short } }),
      "malformed_signature",
    ],
    "a genuine API key": [
      ({ xoxoday }) => head(xoxoday, { apiKey: [short, long] }, { headers: { "x-api-key": long } }),
    ],
    "a forged API key": [
      ({ xoxoday }) => head(xoxoday, { apiKey: [short, long] }, { headers: { "x-api-key": "k" } }),
      "mismatch",
    ],
    "a genuine token": [
      ({ reward }) => head(reward, { urlToken: [long, token] }, url(`/hooks/${inPath}`, { body: undefined })),
    ],
    "a genuine token in the query": [
      ({ reward }) => head(reward, query, url(`/hooks?key=${inPath}`, { body: undefined })),
    ],
    "a forged token": [
      ({ reward }) => head(reward, { urlToken: [token, long] }, url(`/hooks/${"0".repeat(20)}`, { body: undefined })),
      "mismatch",
    ],
  },
  receive: {
    "a genuine signature": [({ optondemand }) => optondemand.receive(signed(long, order), { secret: [short, long] })],
    "a receiver": [({ optondemand }) => optondemand.receiver({ secret: short }).receive(signed(short, order))],
    "a forged signature": [
      ({ optondemand }) => optondemand.receive(forged(order), { secret: [block, long] }),
      "mismatch",
    ],
    "a stale delivery": [
      ({ optondemand }) => optondemand.receive(signed(short, order), { secret: short, maxAgeSeconds: 60 }),
      "too_old",
    ],
    "no JSON": [
      ({ optondemand }) => optondemand.receive(signed(short, BODIES["no JSON"]), { secret: short }),
      "invalid_json",
    ],
    "no object": [
      ({ optondemand }) => optondemand.receive(signed(long, BODIES["no object"]), { secret: long }),
      "not_object",
    ],
    "a document that is too deep": [
      ({ optondemand }) => optondemand.receive(signed(block, BODIES.deep), { secret: block }),
      "too_deep",
    ],
    "a genuine token": [({ reward }) => reward.receive(url(`/hooks/${inPath}`), { urlToken: token })],
    "a genuine API key": [
      ({ xoxoday }) => xoxoday.receive({ body: '{"id":1}', headers: { "x-api-key": short } }, { apiKey: short }),
    ],
  },
  isenduConfirm: {
    "a confirmation": [({ isendu }) => isendu.confirm('{"keyId":"K"}', credentials)],
    "a confirmation of a key id that is secret": [
      ({ isendu }) => isendu.confirm(JSON.stringify({ keyId: short }), credentials),
    ],
    "an unknown key id": [({ isendu }) => isendu.confirm('{"keyId":"L"}', credentials), "unknown_key_id"],
    "another body": [({ isendu }) => isendu.confirm('{"order":[]}', credentials)],
    "no JSON": [({ isendu }) => isendu.confirm("{", credentials), "invalid_json"],
    "an empty secret among others": [
      ({ isendu }) => isendu.confirm('{"keyId":"K"}', [...credentials, { keyId: "M", secret: "" }]),
      "invalid_config",
    ],
    "an unknown option": [
      ({ isendu }) => isendu.confirm('{"keyId":"K"}', [...credentials, { keyId: "M", key: short }]),
      "invalid_config",
    ],
  },
  sign: {
    "a signature": [({ sign }) => sign("optondemand", order, { secret: [long] })],
    "a scheme's signature": [
      ({ signFor }) => signFor({ ...SCHEME, encoding: "base64" }, order, { secret: encoded(long) }),
    ],
    "a scheme's secret": [({ signFor }) => signFor(STATIC, "{}", { secret: short })],
    "an API key": [({ sign }) => sign("xoxoday", "{}", { apiKey: short })],
    "no body": [({ sign }) => sign("optondemand", 7, { secret: short }), "body_not_raw"],
    "another provider's secret": [({ sign }) => sign("optondemand", order, { apiKey: short }), "invalid_config"],
  },
};

/** The exports behind a call that has one for prepared configs and one for others. The calls above use both. */
const EXPORTS = { verify: ["verify", "verifyOnce"], receive: ["receive", "receiveOnce"] };

const codeOf = (call, copy) => {
  try {
    call(copy);
  } catch (error) {
    return error.code ?? error;
  }
};

for (const [name, calls] of Object.entries(CALLS)) {
  for (const [what, [call, code]] of Object.entries(calls)) {
    test(`${name}: ${what} leaves no piece of a secret`, async () => {
      const copy = await fresh();
      assert.deepEqual(codeOf(call, copy), code);
      assert.deepEqual(search(copy.exports.memory.buffer), {});
    });
  }
}

test("each export either is called with secrets above, or takes no secrets", () => {
  const withoutSecrets = ["define", "describe", "isenduLatest", "limit", "memory", "parse", "refuse", "supersedes"];
  const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
  // All of them also call the exports that wasm-bindgen adds for its glue.
  const own = exported.filter((name) => !name.startsWith("__"));
  assert.deepEqual(
    own.sort(),
    [...Object.keys(CALLS).flatMap((name) => EXPORTS[name] ?? name), ...withoutSecrets].sort(),
  );
});

test("the search finds 8 bytes of each trace", () => {
  const memory = new Uint8Array(65_536).fill(0xa5);
  assert.deepEqual(search(memory), {});
  const isFound = ({ buffer, byteOffset }) => {
    memory.fill(0xa5).set(new Uint8Array(buffer, byteOffset + 8, 8), 4_321);
    return Object.values(search(memory)).includes(4_321);
  };
  for (const what of new Set(all.map(([what]) => what))) {
    assert.ok(
      all.some(([name, trace]) => name === what && isFound(trace)),
      what,
    );
  }
});

test("the deepest call with a secret uses less than half of the stack that is overwritten", async (context) => {
  const accesses = instrument(`${installed}/countersign.wasm`, { accesses: true });
  let deepest = Infinity;
  for (const [name, calls] of Object.entries(CALLS)) {
    for (const [what, [call, code]] of Object.entries(calls)) {
      const stored = [];
      const copy = await load(`${installed}/core.js`, accesses, (at, length) => stored.push([at, length]));
      stored.length = 0;
      const { error } = copy.count(() =>
        call({ ...copy.providers, custom: copy.custom, sign: copy.sign, signFor: copy.signFor }),
      );
      assert.equal(error?.code, code, `${name}: ${what}`);
      // The stack is below everything else and grows downwards. Each export of the call has overwritten it.
      const lowest = Math.min(...stored.map(([at]) => at));
      const overwritten = stored.filter(([at, length]) => length >= 4_096 && at < lowest + 1_024);
      assert.ok(overwritten.length > 0, `${name}: ${what}: nothing is overwritten`);
      const [bottom, length] = overwritten.reduce((highest, next) => (next[0] > highest[0] ? next : highest));
      const next = Math.min(...stored.filter((entry) => !overwritten.includes(entry)).map(([at]) => at));
      deepest = Math.min(deepest, (next - bottom) / length);
      assert.ok(next >= bottom + length / 2, `${name}: ${what}: ${bottom + length - next} of ${length} bytes`);
    }
  }
  context.diagnostic(`used at most: ${Math.round((1 - deepest) * 100)} %`);
});
