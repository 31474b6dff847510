// Any sender: cases, traps and definitions against the installed tarball, and what JavaScript alone has to do: read a scheme once.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as esm from "countersign";
import { createHandler } from "countersign/fetch";
import * as presets from "countersign/presets";
import { sign } from "countersign/testing";
import { presetFolder, schemeCases } from "../support/files.mjs";
import { runSchemes } from "./schemes.mjs";

const require = createRequire(import.meta.url);
const cjs = require("countersign");
const json = (file) => JSON.parse(readFileSync(`${presetFolder}/${file}`, "utf8"));

for (const [name, api, data] of [
  ["ES module", esm, presets],
  ["CommonJS", cjs, require("countersign/presets")],
]) {
  test(`cases and definitions, ${name}`, () => {
    const { run, failures } = runSchemes(api, { ...schemeCases, presets: data });
    assert.deepEqual(failures, []);
    assert.ok(run > 100, `only ${run} were found`);
  });
}

test("each preset is frozen data with cases of its sender, a date and a source", () => {
  assert.deepEqual(
    Object.keys(presets).sort(),
    readdirSync(`${presetFolder}/cases`).map((file) => file.replace(".json", "")),
  );
  for (const [name, scheme] of Object.entries(presets)) {
    const { checked, source, scheme: own } = json(`${name}.json`);
    assert.match(checked, /^\d{4}-\d\d-\d\d$/);
    assert.match(source, /^https:\/\//);
    assert.deepEqual(scheme, own);
    const all = [scheme, ...Object.values(scheme).filter((member) => typeof member === "object")];
    assert.ok(all.every(Object.isFrozen), name);
  }
});

const BASE = {
  name: "acme",
  proof: "hmac-sha256",
  header: "x-acme-signature",
  encoding: "hex",
  key: "utf8",
  signed: "{body}",
};
const STATIC = { name: "s", proof: "static", header: "x-s" };
const TIMED = {
  ...BASE,
  signed: "{timestamp}.{body}",
  timestamp: { header: "x-acme-time", unit: "s" },
  maxAgeSeconds: 300,
};

const refusal = (call) => {
  try {
    call();
  } catch (error) {
    assert.ok(esm.isWebhookError(error), String(error));
    return error;
  }
  return assert.fail("it was taken");
};

for (const [name, scheme, member] of [
  ["nothing", undefined, "scheme"],
  ["null", null, "scheme"],
  ["a text", "stripe", "scheme"],
  ["a list", [BASE], "scheme"],
  ["a map", new Map(Object.entries(BASE)), "scheme"],
  ["inherited members", Object.create(BASE), "scheme.proof"],
  [
    "a getter that throws",
    {
      ...BASE,
      get signed() {
        throw new Error("no");
      },
    },
    "scheme",
  ],
  ["a member that is undefined", { ...BASE, prefix: undefined }, "scheme.prefix"],
  ["a symbol", { ...BASE, [Symbol("x")]: 1 }, "scheme.Symbol(x)"],
  ["a name with a dot", { ...TIMED, timestamp: undefined, "timestamp.header": "x" }, "scheme.timestamp"],
  ["a member of a text by its dotted name", { ...BASE, "key.a": 1 }, "scheme.key.a"],
  ["a member of a member by its dotted name", { ...BASE, "id.field": "id" }, "scheme.id.field"],
  ["a list in place of an object", { ...BASE, id: ["field", "id"] }, "scheme.id"],
  ["an object in place of a text", { ...BASE, name: { a: 1 } }, "scheme.name"],
  ["an object in place of a word", { ...BASE, key: { a: 1 } }, "scheme.key"],
  ["an object in place of a header", { ...BASE, header: { a: 1 } }, "scheme.header"],
  ["an object that is no member", { ...BASE, other: { a: 1 } }, "scheme.other"],
  ["bytes in place of a text", { ...BASE, name: new Uint8Array(4) }, "scheme.name"],
  ["half a surrogate pair", { ...BASE, name: "\ud800" }, "scheme.name"],
  ["no header in a list", { ...BASE, header: [] }, "scheme.header"],
  ["a header that is no text", { ...BASE, header: ["x-a", 1] }, "scheme.header"],
  ["a long prefix", { ...BASE, prefix: "v".repeat(256) }, "scheme.prefix"],
  ["a long prefix of keys", { ...BASE, key: "hex", keyPrefix: "v".repeat(256) }, "scheme.keyPrefix"],
  ["a long template", { ...BASE, signed: `{body}${"v".repeat(250)}` }, "scheme.signed"],
  ["a long name of a header", { ...BASE, header: "v".repeat(256) }, "scheme.header"],
  ["a long path", { ...BASE, id: { field: "v".repeat(256) } }, "scheme.id.field"],
  ["a long constant", { ...BASE, require: { "x-v": "1".repeat(256) } }, "scheme.require"],
  ["five headers", { ...BASE, header: ["a", "b", "c", "d", "e"] }, "scheme.header"],
  ["five constants", { ...BASE, require: { a: "1", b: "1", c: "1", d: "1", e: "1" } }, "scheme.require.e"],
  ["a constant without a name", { ...BASE, require: { "": "1" } }, "scheme.require."],
  ["an empty name in a list", { ...BASE, header: ["x-a", ""] }, "scheme.header"],
  ["an id in a header beside a static secret", { ...STATIC, id: { header: "x-id" } }, "scheme.id"],
  ["a provider's name", { ...BASE, name: "xoxoday" }, "scheme.name"],
  ["a timestamp that is not signed", { ...TIMED, signed: "{body}" }, "scheme.timestamp"],
  [
    "a limit of the future without one of the age",
    { ...BASE, signed: TIMED.signed, timestamp: TIMED.timestamp, maxFutureSeconds: 5 },
    "scheme.maxFutureSeconds",
  ],
  [
    "a time beside a static secret",
    { name: "s", proof: "static", header: "x-s", timestamp: { field: "at", unit: "s" } },
    "scheme.timestamp",
  ],
  [
    "a length of the key beside a static secret",
    { name: "s", proof: "static", header: "x-s", minKeyBytes: 16 },
    "scheme.minKeyBytes",
  ],
]) {
  test(`refused as a scheme: ${name}`, () => {
    const { code, message } = refusal(() => esm.custom(scheme));
    assert.equal(code, "invalid_config");
    assert.ok(message.startsWith(`config option \`${member}\` `), message);
  });
}

test("the error about another algorithm says that it is left out on purpose", () => {
  for (const proof of ["hmac-sha1", "hmac-sha512", "ed25519"])
    assert.match(refusal(() => esm.custom({ ...BASE, proof })).message, /left out on purpose/);
});

test("a scheme is read once, and what becomes of it later does not matter", () => {
  const reads = {};
  const counted = (object, path) =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        Object.entries(object).map(([name, value]) => [
          name,
          {
            enumerable: true,
            configurable: true,
            get() {
              reads[path + name] = (reads[path + name] ?? 0) + 1;
              return value;
            },
          },
        ]),
      ),
    );
  const scheme = counted({ ...TIMED, timestamp: counted(TIMED.timestamp, "timestamp.") }, "");
  const acme = esm.custom(scheme);
  for (const name of Object.keys(scheme)) Object.defineProperty(scheme, name, { value: "changed" });
  const headers = sign(TIMED, "{}", { secret: "k", now: 1_700_000_000_000 });
  assert.equal(acme.verify({ body: "{}", headers }, { secret: "k", now: 1_700_000_000_000 }).trust, "signature");
  assert.ok(
    Object.values(reads).every((count) => count === 1),
    JSON.stringify(reads),
  );
  assert.equal(Object.keys(reads).length, Object.keys(TIMED).length + 2);
});

const NOW = 1_700_000_000_000;

for (const [name, scheme, body, expected] of [
  [
    "an id and a time of headers",
    presets.standardWebhooks,
    "{}",
    { id: "msg_7", signedMs: NOW, dedupeKey: "standardwebhooks:msg_7" },
  ],
  ["an id of the body", presets.stripe, '{"id":"evt_1"}', { id: "evt_1", signedMs: NOW, dedupeKey: "stripe:evt_1" }],
  [
    "an id that is a number",
    { ...BASE, id: { field: "a.id" } },
    '{"a":{"id":7}}',
    { id: "7", signedMs: null, dedupeKey: "acme:7" },
  ],
  [
    "no id",
    presets.github,
    "{}",
    {
      id: null,
      signedMs: null,
      dedupeKey: "github:sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    },
  ],
  ["an id with a blank", { ...BASE, id: { field: "id" } }, '{"id":"a b"}', { id: null }],
  ["an id that is too long", { ...BASE, id: { field: "id" } }, `{"id":"${"a".repeat(257)}"}`, { id: null }],
  ["a time of the body", { ...BASE, timestamp: { field: "at", unit: "ms" } }, `{"at":${NOW}}`, { signedMs: NOW }],
  ["a form", presets.slack, "a=1&b=2", { payload: null, id: null }],
  ["a text that nests too deep and is no JSON", presets.slack, `${"[".repeat(129)}x`, { payload: null, id: null }],
  ["a text that repeats a key and is no JSON", presets.slack, '{"a":1,"a":1', { payload: null, id: null }],
  ["any JSON", { ...BASE, body: "json" }, "[1]", { payload: [1] }],
]) {
  test(`an event with ${name}`, () => {
    const sender = esm.custom(scheme);
    const secret = "a2V5";
    const headers = sign(scheme, body, { secret, now: NOW, id: "msg_7" });
    const event = sender.receive({ body, headers }, { secret, now: NOW });
    for (const [member, value] of Object.entries({
      provider: scheme.name,
      kind: "event",
      trust: "signature",
      keyIndex: 0,
      ...expected,
    }))
      assert.deepEqual(event[member], value, member);
    assert.deepEqual(sender.receiver({ secret, now: NOW }).receive({ body, headers }), event);
    const { trust, keyIndex, ...told } = event;
    const parsed = sender.parse(body);
    assert.deepEqual(Object.keys(parsed), Object.keys(told));
    assert.deepEqual(parsed.payload, told.payload);
  });
}

for (const [name, scheme, body, code] of [
  ["a list, where an object is asked for", BASE, "[1]", "not_object"],
  ["a form, where JSON is asked for", { ...BASE, body: "json" }, "a=1", "invalid_json"],
  ["a key twice, whatever is allowed", { ...BASE, body: "any" }, '{"a":1,"a":1}', "duplicate_key"],
  ["a deep document", { ...BASE, body: "any" }, `${"[".repeat(128)}${"]".repeat(128)}`, "too_deep"],
  [
    "no JSON, though it is signed",
    { ...BASE, timestamp: { field: "at", unit: "ms" }, maxAgeSeconds: 1 },
    "{",
    "invalid_json",
  ],
  [
    "a time that is none",
    { ...BASE, timestamp: { field: "at", unit: "ms" }, maxAgeSeconds: 1 },
    '{"at":"x"}',
    "timestamp_invalid",
  ],
  [
    "a body without its time",
    { ...BASE, timestamp: { field: "at", unit: "ms" }, maxAgeSeconds: 1 },
    "{}",
    "timestamp_invalid",
  ],
  [
    "a time that is over",
    { ...BASE, timestamp: { field: "at", unit: "ms" }, maxAgeSeconds: 1 },
    `{"at":${NOW - 1001}}`,
    "too_old",
  ],
]) {
  test(`refused: ${name}`, () => {
    const headers = sign(scheme, body, { secret: "k" });
    assert.equal(refusal(() => esm.custom(scheme).receive({ body, headers }, { secret: "k", now: NOW })).code, code);
  });
}

for (const [unit, signed, time, code] of [
  ["s", "{timestamp}.{body}", "170000000", "ok"],
  ["s", "{timestamp}{body}", "170000000", "timestamp_invalid"],
  ["s", "{timestamp}{body}", "1700000000", "ok"],
  ["s", "{timestamp}{body}", "17000000000", "timestamp_invalid"],
  ["ms", "{timestamp}0{body}", "170000000000", "timestamp_invalid"],
  ["ms", "{timestamp}0{body}", "1700000000000", "ok"],
  ["iso-utc", "{timestamp}:{body}", "2023-11-14T22:13:20", "ok"],
  ["iso-utc", "{timestamp}.{body}", "2023-11-14T22:13:20", "timestamp_invalid"],
  ["iso-utc", "{timestamp}.{body}", "2023-11-14T22:13:20Z", "ok"],
  ["iso-utc", "Z{timestamp}:{body}", "2023-11-14T22:13:20", "timestamp_invalid"],
]) {
  test(`the time ${time} in ${signed} as ${unit}: ${code}`, () => {
    const message = signed.replace("{timestamp}", time).replace("{body}", "{}");
    const headers = {
      "x-acme-signature": createHmac("sha256", "k").update(message).digest("hex"),
      "x-acme-time": time,
    };
    const acme = esm.custom({ ...BASE, signed, timestamp: { header: "x-acme-time", unit } });
    const verify = () => acme.verify({ body: "{}", headers }, { secret: "k" });
    if (code === "ok") assert.equal(verify().trust, "signature");
    else assert.equal(refusal(verify).code, code);
  });
}

test("parse reads no header, so its key is a digest where receive has the id", () => {
  const webhooks = esm.custom(presets.standardWebhooks);
  const headers = sign(presets.standardWebhooks, "{}", { secret: "a2V5", now: NOW, id: "msg_7" });
  const received = webhooks.receive({ body: "{}", headers }, { secret: "a2V5", now: NOW });
  assert.deepEqual([received.id, received.dedupeKey], ["msg_7", "standardwebhooks:msg_7"]);
  const { id, signedMs, dedupeKey } = webhooks.parse("{}");
  assert.deepEqual([id, signedMs], [null, null]);
  assert.match(dedupeKey, /^standardwebhooks:sha256:[\da-f]{64}$/);
});

const SIGNED = Object.entries(sign(presets.standardWebhooks, "{}", { secret: "a2V5", now: NOW }));
for (const [name, headers, code] of [
  ["a Headers", new Headers(SIGNED), "ok"],
  ["a Map", new Map(SIGNED), "ok"],
  ["pairs that are read once", SIGNED.values(), "ok"],
  ["a record of lists", Object.fromEntries(SIGNED.map(([header, value]) => [header.toUpperCase(), [value]])), "ok"],
  ["the id twice", [...SIGNED, ["Webhook-Id", "msg_1"]], "multiple_values"],
  ["the signature twice", [...SIGNED, SIGNED[0]], "multiple_values"],
  [
    "the time twice, joined",
    SIGNED.map(([header, value]) => [header, header.endsWith("timestamp") ? `${value}, 1` : value]),
    "multiple_values",
  ],
  [
    "signatures joined",
    SIGNED.map(([header, value]) => [header, header.endsWith("signature") ? `${value}, ${value}` : value]),
    "multiple_values",
  ],
  [
    "an id with a line end",
    SIGNED.map(([header, value]) => [header, header.endsWith("id") ? "msg\n_1" : value]),
    "malformed_signature",
  ],
  [
    "an id with the separator",
    SIGNED.map(([header, value]) => [header, header.endsWith("id") ? "msg.1" : value]),
    "malformed_signature",
  ],
  [
    "a signature that is a line end",
    SIGNED.map(([header, value]) => [header, header.endsWith("signature") ? "\r" : value]),
    "malformed_signature",
  ],
  ["no time", SIGNED.filter(([header]) => !header.endsWith("timestamp")), "missing_header"],
  [
    "an id that is empty",
    SIGNED.map(([header, value]) => [header, header.endsWith("id") ? " " : value]),
    "missing_header",
  ],
  ["a number", 7, "invalid_argument"],
  ["a value that is no text", SIGNED.map(([header]) => [header, 1]), "invalid_argument"],
  ["nothing", undefined, "missing_header"],
]) {
  test(`headers of a scheme: ${name}`, () => {
    const webhooks = esm.custom(presets.standardWebhooks);
    const verify = () => webhooks.verify({ body: "{}", ...(headers && { headers }) }, { secret: "a2V5", now: NOW });
    if (code === "ok") assert.equal(verify().trust, "signature");
    else assert.equal(refusal(verify).code, code);
  });
}

for (const [name, scheme, config, option] of [
  ["no secret", BASE, {}, "secret"],
  ["an empty secret", BASE, { secret: "" }, "secret"],
  ["a key that is not in its encoding", { ...BASE, key: "base64" }, { secret: "a" }, "secret"],
  ["another key that is not", { ...BASE, key: "hex" }, { secret: "abc" }, "secret"],
  ["a key with too much padding", { ...BASE, key: "base64" }, { secret: "QUJD=" }, "secret"],
  ["a key with half of its padding", { ...BASE, key: "base64" }, { secret: ["QUJDRA==", "QUJDRA="] }, "secret"],
  ["a static secret of two elements", { ...STATIC, list: ";", prefix: "k=" }, { secret: "a;b" }, "secret"],
  ["a static secret of two words", { ...STATIC, list: " ", prefix: "k=" }, { secret: "a b" }, "secret"],
  ["the second of two", { ...BASE, key: "hex" }, { secret: ["ab", "xy"] }, "secret"],
  ["NUL bytes in base64", { ...BASE, key: "base64" }, { secret: "AAAA" }, "secret"],
  ["a prefix and nothing behind it", { ...BASE, key: "base64", keyPrefix: "whsec_" }, { secret: "whsec_" }, "secret"],
  ["a short key", { ...BASE, minKeyBytes: 4 }, { secret: "abc" }, "secret"],
  ["a window without a time", BASE, { secret: "k", maxAgeSeconds: 1 }, "maxAgeSeconds"],
  [
    "a limit of the future without one of the age",
    { ...BASE, signed: TIMED.signed, timestamp: TIMED.timestamp },
    { secret: "k", maxFutureSeconds: 5 },
    "maxFutureSeconds",
  ],
  ["a URL that nobody signs", BASE, { secret: "k", url: "https://a.example" }, "url"],
  ["no URL where it is signed", { ...BASE, signed: "{url}{body}" }, { secret: "k" }, "url"],
  ["a provider's option", BASE, { secret: "k", acceptUnauthenticated: true }, "acceptUnauthenticated"],
  ["a static secret with a comma", { name: "s", proof: "static", header: "x-s" }, { secret: "a,b" }, "secret"],
]) {
  test(`refused as a config: ${name}`, () => {
    const { code, message } = refusal(() => esm.custom(scheme).receiver(config));
    assert.equal(code, "invalid_config");
    assert.ok(message.startsWith(`config option \`${option}\``), message);
  });
}

test("a key is what its format says, and bytes are themselves", () => {
  const bytes = Uint8Array.of(107, 101, 121, 255);
  for (const [key, secret] of [
    ["base64", "a2V5/w=="],
    ["base64", "a2V5/w"],
    ["base64", "a2V5/x"],
    ["hex", "6B6579ff"],
    ["utf8", bytes],
    ["hex", bytes],
  ]) {
    const scheme = { ...BASE, key };
    const headers = sign({ ...BASE }, "{}", { secret: bytes });
    assert.equal(esm.custom(scheme).verify({ body: "{}", headers }, { secret }).trust, "signature", secret);
  }
});

test("a static secret is compared unchanged, and does not authenticate the body", () => {
  const gitlab = esm.custom({ name: "gitlab", proof: "static", header: "x-gitlab-token" });
  const verify = (token) =>
    gitlab.verify({ body: "{}", headers: { "x-gitlab-token": token } }, { secret: ["one", "two"] });
  assert.deepEqual(verify(" two "), { provider: "gitlab", trust: "shared-secret", keyIndex: 1 });
  assert.equal(refusal(() => verify("tw")).code, "mismatch");
  assert.equal(refusal(() => verify("one,two")).code, "multiple_values");
});

/** Returns the arrays of bytes that a call makes, however it ends. */
function arraysOf(call) {
  const { Uint8Array: Native } = globalThis;
  const made = [];
  globalThis.Uint8Array = new Proxy(Native, {
    construct(target, parts, newTarget) {
      const array = Reflect.construct(target, parts, newTarget);
      made.push(array);
      return array;
    },
  });
  try {
    call();
  } catch (error) {
    assert.ok(esm.isWebhookError(error), String(error));
  } finally {
    globalThis.Uint8Array = Native;
  }
  // A view of the module's memory, which the tests of secrets search, is longer than any config.
  return made.filter((array) => array.length < 65_536).map((array) => Buffer.from(array));
}

test("a config of one call is wiped when the call ends, also when it throws", () => {
  const secret = "a-secret-of-some-length";
  const gitlab = esm.custom({ name: "gitlab", proof: "static", header: "x-gitlab-token" });
  const acme = esm.custom(BASE);
  const prepared = (sender) => {
    const [bytes, ...more] = arraysOf(() => sender.receiver({ secret })).filter((array) => array.some(Boolean));
    assert.ok(bytes && more.length === 0, "a receiver keeps one array");
    return bytes;
  };
  for (const [name, sender, headers] of [
    ["gitlab", gitlab, { "x-gitlab-token": secret }],
    ["acme", acme, sign(BASE, "{}", { secret })],
  ]) {
    const { length } = prepared(sender);
    for (const method of ["verify", "receive"]) {
      for (const incoming of [
        { body: "{}", headers },
        { body: "{}", headers: {} },
        { body: "[", headers },
        undefined,
      ]) {
        const made = arraysOf(() => sender[method](incoming, { secret })).filter((array) => array.length === length);
        assert.equal(made.length, 1, name);
        assert.ok(
          made[0].every((byte) => byte === 0),
          `${name}, ${method}`,
        );
      }
    }
  }
});

test("a handler takes a scheme as it takes a provider", async () => {
  const events = [];
  const rejected = [];
  const handler = createHandler({
    provider: esm.custom(presets.stripe),
    config: { secret: "whsec_1" },
    onEvent: (event) => events.push(event.dedupeKey),
    onRejected: ({ code }) => rejected.push(code),
  });
  const body = '{"id":"evt_1"}';
  const post = (headers) => handler(new Request("https://shop.example/", { method: "POST", body, headers }));
  assert.equal((await post(sign(presets.stripe, body, { secret: "whsec_1" }))).status, 200);
  assert.equal((await post(sign(presets.stripe, body, { secret: "whsec_2" }))).status, 401);
  assert.equal((await post({ "stripe-signature": "v1=00" })).status, 401);
  assert.deepEqual([events, rejected], [["stripe:evt_1"], ["mismatch", "malformed_signature"]]);
});
