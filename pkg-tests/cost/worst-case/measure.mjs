// Measures a call on a body: the linear memory of a fresh module, and the length of the result.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { installed } from "../../support/installed.mjs";

const SECRET = "whsec_test_0123456789abcdef";
const sign = (body) => ({ "x-signature": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}` });

/** Authenticates a delivery with as little memory as possible: only the body matters here. */
const signed = (body, config) => [
  { body, headers: sign(body) },
  { secret: SECRET, maxBodyBytes: body.length, ...config },
];
const unsigned = (body) => [{ body }, { acceptUnauthenticated: true, maxBodyBytes: body.length }];

/** A sender of a scheme that reads all that a body may have: a time, an id, and JSON of any kind. */
const ANY = {
  name: "any",
  proof: "hmac-sha256",
  header: "x-any-signature",
  encoding: "hex",
  key: "utf8",
  signed: "{body}",
  timestamp: { field: "event.timestamp", unit: "rfc3339" },
  id: { field: "event.id" },
  body: "any",
};
const ofAny = (body, config) => {
  const [[, value]] = Object.entries(sign(body));
  return [
    { body, headers: { "x-any-signature": value.slice("sha256=".length) } },
    { secret: SECRET, maxBodyBytes: body.length, ...config },
  ];
};

/** The calls of each provider that read a body. */
const parse = (provider, body) => provider.parse(body, { maxBodyBytes: body.length });
const plain = { parse, receive: (provider, body) => provider.receive(...unsigned(body)) };
const CALLS = {
  isendu: { ...plain, confirm: (provider, body) => provider.confirm(body, { keyId: "k", secret: "s" }) },
  optondemand: {
    parse,
    receive: (provider, body) => provider.receive(...signed(body)),
    verify: (provider, body) => provider.verify(...signed(body, { maxAgeSeconds: 1e9 })),
  },
  reward: plain,
  xoxoday: plain,
  any: {
    parse,
    receive: (sender, body) => sender.receive(...ofAny(body)),
    verify: (sender, body) => sender.verify(...ofAny(body, { maxAgeSeconds: 1e9 })),
  },
};

/** Returns the names of a provider's calls that read a body. */
export const callsOf = (name) => Object.keys(CALLS[name]);

/** The exports of the module that do it. */
const EXPORTS = ["parse", "receive", "receiveOnce", "verify", "verifyOnce", "isenduConfirm"];

/** Thrown after a call has been measured. We don't measure what JavaScript does with the answer. */
const MEASURED = Symbol("measured");

/** The length of an answer that is an error. */
const REFUSED = -1;

/**
 * Returns the length of the text that an export made, and 0 where it made a number or an object. wasm-bindgen's exports return
 * `[address, length, error, failed]` for a text, and `[value, error, failed]` for anything else.
 */
function lengthOf(result) {
  if (!Array.isArray(result) || ![3, 4].includes(result.length))
    throw new Error(`an unknown form of result: ${result}`);
  if (result.at(-1)) return REFUSED;
  return result.length === 4 ? result[1] : 0;
}

const { Instance } = WebAssembly;
let taken;

/** An instance whose exports record their cost and then throw. The package makes a new instance for the next call. */
class MeasuredInstance {
  constructor(module, imports) {
    const { exports } = new Instance(module, imports);
    this.exports = { ...exports };
    for (const name of EXPORTS) {
      this.exports[name] = (...args) => {
        const result = exports[name](...args);
        taken = { length: lengthOf(result), memory: exports.memory.buffer.byteLength };
        throw MEASURED;
      };
    }
  }
}

/** Runs a function with measured instances. */
function withMeasuredInstances(run) {
  WebAssembly.Instance = MeasuredInstance;
  try {
    return run();
  } finally {
    WebAssembly.Instance = Instance;
  }
}

// A separate copy: the instances of `countersign/testing` are not measured.
const { createApi } = await import(`${installed}/core.js?measured`);
const { providers, custom } = withMeasuredInstances(() =>
  createApi(new WebAssembly.Module(readFileSync(`${installed}/countersign.wasm`))),
);
const senders = { ...providers, any: custom(ANY) };

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
/** The bytes of memory that may wait for garbage collection, which the engine would start too late. */
const MOST_UNCOLLECTED = 2 ** 28;
let uncollected = 0;

/**
 * Makes a call on a body. Returns three lengths in bytes: of the body, of the memory after the call, and of the answer. The last
 * is missing if the body is refused or the answer isn't text.
 */
export function measure(name, call, body) {
  try {
    withMeasuredInstances(() => CALLS[name][call](senders[name], body));
  } catch (error) {
    if (error !== MEASURED) throw error;
  }
  const { length, memory } = taken;
  uncollected += memory;
  if (uncollected > MOST_UNCOLLECTED) {
    collect();
    uncollected = 0;
  }
  return { bytes: body.length, memory, accepted: length !== REFUSED, answer: Math.max(length, 0) };
}
