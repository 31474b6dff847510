// Every kind of value at every position where JavaScript can pass one: valid values are accepted, and all others get the error
// code of the contract.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { isendu, optondemand, reward, WebhookError, xoxoday } from "countersign";
import { KINDS } from "./kinds.mjs";

const urlToken = "tok_5f2c9d7e41b84a06";
const secret = "whsec_test_0123456789abcdef";
const accept = { acceptUnauthenticated: true };
const fresh = { secret, maxAgeSeconds: 5, now: 0 };
const credentials = { keyId: "K", secret: "s" };
const confirmation = '{"keyId":"K"}';
const item = { uuid: "o-1" };
// Genuine for the empty body, and for the empty key. No other value may count as either.
const signed = (key, body) => ({ "x-signature": `sha256=${createHmac("sha256", key).update(body).digest("hex")}` });
const emptyBody = signed(secret, "");
const emptyKey = { body: "b", headers: signed("", "b") };

const TEXTS = [
  "blank string",
  "short string",
  "string of an address",
  "string of 16 characters",
  "string of NUL",
  "string of 10 MB",
];
const SHORT_TEXTS = TEXTS.filter((name) => name !== "string of 10 MB");
const LISTS_OF_ONE = ["array of a string", "array of another iterator", "proxy of an array", "array of another realm"];
const KEY_BYTES = [
  "Uint8Array",
  "Uint8Array of zeros",
  "Uint8Array of 2 MB",
  "Uint8Array, subclassed",
  "Buffer",
  "part of a larger buffer",
  "Uint8Array on shared memory",
  "Uint8Array on a resizable buffer",
  "Uint8Array with properties of its own",
  "Uint8Array of another realm",
];
/** A text of blanks or control characters can never match, and a key of zeros is equal to an empty one. */
const NO_KEYS = ["blank string", "string of NUL", "Uint8Array of zeros"];
const but = (names, others) => names.filter((name) => !others.includes(name));

/** The bytes of `{"a":1} ` in every form, bytes that aren't JSON, and empty bodies. */
const JSON_BYTES = [
  "Uint8Array",
  "Uint8Array, subclassed",
  "Buffer",
  "part of a larger buffer",
  "Uint8Array with properties of its own",
  "Int8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "DataView",
  "ArrayBuffer",
  "Uint8Array of another realm",
];
const OTHER_BYTES = [
  "Uint8Array of zeros",
  "Uint8Array on shared memory",
  "Uint8Array on a resizable buffer",
  "resizable ArrayBuffer",
  "Uint16Array of another realm",
  "DataView of another realm",
  "ArrayBuffer of another realm",
];
const NO_BYTES = ["empty string", "empty Uint8Array", "empty ArrayBuffer"];
const UNUSABLE_BODIES = {
  invalid_utf8: ["half a surrogate pair"],
  body_too_large: ["string of 10 MB", "10 MB ending in half a pair", "Uint8Array of 2 MB"],
};
const body = (outcome) => ({
  ...UNUSABLE_BODIES,
  invalid_json: [...NO_BYTES, ...SHORT_TEXTS, ...OTHER_BYTES],
  [outcome]: JSON_BYTES,
});

/** Objects without a property that we would read. Some are unusual, but all of them work like `{}`. */
const EMPTY_RECORDS = [
  "empty object",
  "object without a prototype",
  "instance of a class",
  "frozen object",
  "object of another realm",
  "endless iterable",
  "iterable that throws",
  "async iterable",
  "object that inherits from Date",
  "object that inherits from Uint8Array",
  "object that inherits from a Uint8Array",
  "proxy of an object",
  "proxy of a Date",
];
const RECORDS = [
  ...EMPTY_RECORDS,
  "object with another property",
  "object that holds itself",
  "object with a symbol",
  "object with a getter that throws",
  "object with conversions",
  "object like an array",
  "thenable",
  "Node stream",
  "entries() of no iterable",
  "entries() of nothing",
  "entries() that throws",
  "Map that claims to be an Object",
  "Uint8Array with properties of its own",
  "proxy of a Uint8Array",
];
const PAIRS = [
  "FormData",
  "URLSearchParams",
  "Headers",
  "Headers, subclassed",
  "Map",
  "Map, subclassed",
  "Map of another realm",
  "generator",
  "empty array",
  "array of arrays",
  "empty Uint8Array",
];
const NEVER_HEADERS = [
  "endless iterable",
  "iterable that throws",
  "entries() of no iterable",
  "entries() of nothing",
  "entries() that throws",
  "object that inherits from Uint8Array",
  "object that inherits from a Uint8Array",
  "Uint8Array with properties of its own",
  "proxy of a Uint8Array",
];
const PAIR = [
  "array of a string",
  "array that is too long",
  "array of another iterator",
  "proxy of an endless array",
  "proxy of an array",
  "array of another realm",
  "arguments",
  "object like an array",
  "boxed string",
  "String, subclassed",
  "boxed string of another realm",
];
const isObject = (name) => {
  const value = KINDS[name]();
  return typeof value === "object" && value !== null;
};

const header = {
  missing_header: ["empty string", "blank string"],
  ok: ["short string"],
  mismatch: but(TEXTS, ["blank string", "short string"]),
};
const headerOrList = {
  ...header,
  missing_header: ["undefined", "empty string", "blank string", "empty array"],
  ok: ["short string", ...LISTS_OF_ONE],
};
const key = but([...TEXTS, ...KEY_BYTES], NO_KEYS);
const keyText = but(TEXTS, NO_KEYS);
const seconds = ["0", "-0", "1", "1.5", "1e300"];

/** For each position: the code for a wrong type, the call, and the kinds with another outcome. */
const POSITIONS = {
  "body of parse": ["body_not_raw", (value) => reward.parse(value), body("missing_field")],
  "body of verify": [
    "body_not_raw",
    (value) => optondemand.verify({ body: value, headers: emptyBody }, { secret }),
    { ...UNUSABLE_BODIES, ok: NO_BYTES, mismatch: [...SHORT_TEXTS, ...JSON_BYTES, ...OTHER_BYTES] },
  ],
  "body of receive": ["body_not_raw", (value) => xoxoday.receiver(accept).receive({ body: value }), body("ok")],
  "body of confirm": ["body_not_raw", (value) => isendu.confirm(value, credentials), body("ok")],
  headers: [
    "invalid_argument",
    (value) => xoxoday.verify({ headers: value }, { apiKey: "x" }),
    { missing_header: ["undefined", ...PAIRS, ...but(RECORDS, NEVER_HEADERS)] },
  ],
  "headers that aren't needed": [
    "invalid_argument",
    (value) => reward.verify({ headers: value }, accept),
    { ok: ["undefined", ...Object.keys(KINDS).filter(isObject)] },
  ],
  "pair of headers": [
    "invalid_argument",
    (value) => xoxoday.verify({ headers: [value] }, { apiKey: "x" }),
    { missing_header: PAIR },
  ],
  "name in a pair": [
    "invalid_argument",
    (value) => xoxoday.verify({ headers: [[value, "x"]] }, { apiKey: "x" }),
    { missing_header: ["empty string", ...TEXTS, "half a surrogate pair", "10 MB ending in half a pair"] },
  ],
  "value in a pair": [
    "invalid_argument",
    (value) => xoxoday.verify({ headers: [["x-api-key", value]] }, { apiKey: "x" }),
    headerOrList,
  ],
  "value in a record": [
    "invalid_argument",
    (value) => xoxoday.verify({ headers: { "x-api-key": value } }, { apiKey: "x" }),
    headerOrList,
  ],
  "value in a Map": [
    "invalid_argument",
    (value) => xoxoday.verify({ headers: new Map([["x-api-key", value]]) }, { apiKey: "x" }),
    headerOrList,
  ],
  "value in a list": [
    "invalid_argument",
    (value) => xoxoday.verify({ headers: { "x-api-key": [value] } }, { apiKey: "x" }),
    header,
  ],
  url: [
    "invalid_argument",
    (value) => reward.verify({ url: value }, { urlToken }),
    { missing_token: ["empty string"], mismatch: [...TEXTS, "URL"] },
  ],
  "url that isn't needed": [
    "invalid_argument",
    (value) => reward.verify({ url: value }, accept),
    { ok: ["undefined", "empty string", ...TEXTS, "URL"] },
  ],
  ip: [
    "invalid_argument",
    (value) => reward.verify({ ip: value }, { ...accept, allowedIps: ["::1"] }),
    { ok: ["string of an address"] },
  ],
  "ip that isn't needed": [
    "invalid_argument",
    (value) => reward.verify({ ip: value }, accept),
    { ok: ["undefined", "empty string", ...TEXTS] },
  ],
  "incoming of verify": ["invalid_argument", (value) => reward.verify(value, accept), { ok: RECORDS }],
  "incoming of a receiver": [
    "invalid_argument",
    (value) => reward.receiver(accept).receive(value),
    { body_not_raw: RECORDS },
  ],
  // HMAC pads a key with zeros (RFC 2104, section 2), so a key of zeros is the same as the empty key.
  secret: [
    "invalid_config",
    (value) => optondemand.verify(emptyKey, { secret: value }),
    { mismatch: [...key, ...LISTS_OF_ONE] },
  ],
  "secret in a list": [
    "invalid_config",
    (value) => optondemand.verify(emptyKey, { secret: [secret, value] }),
    { mismatch: key },
  ],
  apiKey: ["invalid_config", (value) => xoxoday.receiver({ apiKey: value }), { ok: [...key, ...LISTS_OF_ONE] }],
  "apiKey in a list": ["invalid_config", (value) => xoxoday.receiver({ apiKey: ["x", value] }), { ok: key }],
  urlToken: [
    "invalid_config",
    (value) => reward.receiver({ urlToken: value }),
    { ok: ["string of 16 characters", "string of 10 MB"] },
  ],
  "urlToken in a list": [
    "invalid_config",
    (value) => reward.receiver({ urlToken: [urlToken, value] }),
    { ok: ["string of 16 characters", "string of 10 MB"] },
  ],
  urlTokenParam: ["invalid_config", (value) => reward.receiver({ urlToken, urlTokenParam: value }), { ok: TEXTS }],
  allowedIps: ["invalid_config", (value) => reward.receiver({ urlToken, allowedIps: value }), {}],
  "address in allowedIps": [
    "invalid_config",
    (value) => reward.receiver({ urlToken, allowedIps: [value] }),
    { ok: ["string of an address"] },
  ],
  acceptUnauthenticated: [
    "invalid_config",
    (value) => reward.receiver({ acceptUnauthenticated: value }),
    { ok: ["true"] },
  ],
  maxBodyBytes: [
    "invalid_config",
    (value) => reward.receiver({ urlToken, maxBodyBytes: value }),
    { ok: ["1", "1e300"] },
  ],
  "maxBodyBytes of parse": [
    "invalid_config",
    (value) => reward.parse("{}", { maxBodyBytes: value }),
    { body_too_large: ["1"], missing_field: ["1e300"] },
  ],
  maxAgeSeconds: ["invalid_config", (value) => optondemand.receiver({ secret, maxAgeSeconds: value }), { ok: seconds }],
  maxFutureSeconds: [
    "invalid_config",
    (value) => optondemand.receiver({ ...fresh, maxFutureSeconds: value }),
    { ok: seconds },
  ],
  now: [
    "invalid_config",
    (value) => optondemand.receiver({ ...fresh, now: value }),
    { ok: [...seconds, "Date", "Date of another realm"] },
  ],
  "an option that is unknown": ["invalid_config", (value) => reward.receiver({ urlToken, other: value }), {}],
  config: ["invalid_config", (value) => xoxoday.receiver(value), {}],
  "config of verify": ["invalid_config", (value) => reward.verify({}, value), {}],
  options: ["invalid_config", (value) => reward.parse("{}", value), { missing_field: ["undefined", ...EMPTY_RECORDS] }],
  credentials: ["invalid_config", (value) => isendu.confirm(confirmation, value), {}],
  "credentials in a list": ["invalid_config", (value) => isendu.confirm(confirmation, [credentials, value]), {}],
  keyId: [
    "invalid_config",
    (value) => isendu.confirm(confirmation, { ...credentials, keyId: value }),
    { unknown_key_id: keyText },
  ],
  "secret of credentials": [
    "invalid_config",
    (value) => isendu.confirm(confirmation, { ...credentials, secret: value }),
    { ok: keyText },
  ],
  "next of supersedes": ["invalid_argument", (value) => reward.supersedes(value, {}), { ok: RECORDS }],
  "previous of supersedes": ["invalid_argument", (value) => isendu.supersedes(item, value), { ok: RECORDS }],
  "items of latest": ["invalid_argument", (value) => isendu.latest(value), { ok: ["empty array"] }],
  "item of latest": ["invalid_argument", (value) => isendu.latest([item, value]), {}],
};

function outcome(call, value) {
  try {
    call(value);
    return "ok";
  } catch (error) {
    if (!(error instanceof WebhookError)) return `${error}`;
    assert.deepEqual(
      [typeof error.status, typeof error.retryUseful, typeof error.message],
      ["number", "boolean", "string"],
    );
    return error.code;
  }
}

for (const [position, [wrongType, call, others]] of Object.entries(POSITIONS)) {
  test(`${position}: a value of a wrong type is ${wrongType}`, () => {
    const expected = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, wrongType]));
    for (const [code, kinds] of Object.entries(others)) {
      for (const kind of kinds) {
        assert.equal(expected[kind], wrongType, `${kind} is listed once, and there is such a kind`);
        expected[kind] = code;
      }
    }
    const actual = Object.fromEntries(Object.entries(KINDS).map(([kind, make]) => [kind, outcome(call, make())]));
    assert.deepEqual(actual, expected);
  });
}

test("the number of pairs", (context) => {
  const [kinds, positions] = [Object.keys(KINDS).length, Object.keys(POSITIONS).length];
  context.diagnostic(`${kinds} kinds at ${positions} positions: ${kinds * positions} pairs`);
  assert.ok(kinds >= 150 && positions >= 45);
});
