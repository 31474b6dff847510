// The cost of a call grows linearly with its input, whatever the input contains: a byte of a large body, or an entry of a long
// list, takes as many steps as one of a small input. STEPS=1 prints the table.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { installed } from "../support/installed.mjs";
import { shapes } from "./shapes.mjs";
import { instrument, load } from "../support/steps.mjs";

const SIZES = [1, 8, 64, 256, 1024].map((kib) => kib * 1024);
const COUNTS = [10, 100, 1_000, 10_000];

/** How much more a unit of a large input may cost: a hash table that doubles is not always equally full. */
const LEVEL = 1.3;

/** The memory per byte of the largest body. The bound for the worst case is in worst-case.test.mjs. */
const MEMORY = 30;

const module = instrument(`${installed}/countersign.wasm`);
const copy = () => load(`${installed}/core.js`, module);
const table = [];

/**
 * Returns a function that gets the cost per unit, size by size, and checks that it doesn't exceed that of a smaller size. In the
 * smallest size most of the cost is fixed. It checks at once: quadratic code would take minutes in the largest size.
 */
function level(name, unit, [smallest]) {
  let least = Infinity;
  let row = `${name.padEnd(56)} steps for each ${unit} of`;
  table.push(() => row);
  return (size, cost) => {
    row += `   ${size}: ${cost.toFixed(2)}`;
    assert.ok(cost <= least * LEVEL, row);
    if (size > smallest) least = Math.min(least, cost);
  };
}

for (const [name, [make, code]] of Object.entries(shapes)) {
  test(name, async () => {
    const [provider] = /^\w+(?=:)/.exec(name) ?? ["isendu"];
    const check = level(name, "byte", SIZES);
    for (const size of SIZES) {
      const body = new TextEncoder().encode(make(size));
      assert.ok(body.length <= size && body.length > size / 2, `${body.length} of ${size} bytes`);
      const { providers, count } = await copy();
      const { steps, memory, error } = count(() => providers[provider].parse(body));
      assert.equal(error?.code, typeof code === "function" ? code(size) : code, `${size} bytes: ${error}`);
      assert.ok(size < SIZES.at(-1) || memory < body.length * MEMORY, `${memory} bytes of memory for ${body.length}`);
      check(size, steps / body.length);
    }
  });
}

const token = "tok_5f2c9d7e41b84a06";
const time = "2024-03-22T12:00:00Z";
const long = "a-long-beginning-that-all-have-in-common-".repeat(4);
const many = (count, make) => Array.from({ length: count }, (_, number) => make(String(number).padStart(6, "0")));
const address = (number) =>
  `10.${number.slice(0, 2)}.${number.slice(2, 4)}.${number.slice(4)}`.replace(/\b0(?=\d)/g, "");

const prepares = (provider, config) => (providers) => () => providers[provider].receiver(config);
const verifies = (provider, config, incoming) => (providers) => {
  const receiver = providers[provider].receiver(config);
  return () => receiver.verify({ body: "", ...incoming });
};
const inPath = (url) => verifies("isendu", { urlToken: token }, { url });
const inQuery = (url) => verifies("isendu", { urlToken: token, urlTokenParam: "key" }, { url });
const apiKey = (value) => verifies("xoxoday", { apiKey: "k" }, { headers: { "x-api-key": value } });
const signature = (value, secret) => verifies("optondemand", { secret }, { headers: { "x-signature": value } });
/** A sender whose signatures, time and id stand in a list, beside what any delivery may add. */
const LISTED = {
  name: "listed",
  proof: "hmac-sha256",
  header: ["x-one", "x-two"],
  list: ",",
  prefix: "v1=",
  encoding: "hex",
  key: "utf8",
  signed: "{timestamp}.{id}.{body}",
  timestamp: { prefix: "t=", unit: "s" },
  id: { header: "x-id" },
};
const ofScheme =
  (secret, value, { id = "a", body = "", scheme = LISTED } = {}) =>
  ({ custom }) => {
    const receiver = custom(scheme).receiver({ secret });
    const headers = { "x-one": value, ...(scheme.id && { "x-id": id }) };
    return () => receiver.verify({ body, headers });
  };
const candidate = `,v1=${"0".repeat(64)}`;
const confirms = (credentials) => (providers) => () => providers.isendu.confirm('{"keyId":"x"}', credentials);
const latest = (list, items) => (providers) => {
  const event = providers.isendu.parse(JSON.stringify({ [list]: items }), { maxBodyBytes: 1 << 24 });
  return () => providers.isendu.latest(event[`${list}s`]);
};

/** Each makes a call with `count` entries, or a text of `count` units. The code is the expected error. */
const LISTS = {
  "addresses, prepared": [(count) => prepares("isendu", { urlToken: token, allowedIps: many(count, address) })],
  "addresses, checked": [
    (count) =>
      verifies("isendu", { acceptUnauthenticated: true, allowedIps: many(count, address) }, { ip: "203.0.113.9" }),
    "ip_not_allowed",
  ],
  "keys, prepared": [(count) => prepares("xoxoday", { apiKey: many(count, (number) => `key-${number}`) })],
  "keys, compared": [
    (count) =>
      verifies("xoxoday", { apiKey: many(count, (number) => `key-${number}`) }, { headers: { "x-api-key": "key" } }),
    "mismatch",
  ],
  "secrets, compared": [
    (count) =>
      signature(
        `sha256=${"0".repeat(64)}`,
        many(count, (number) => `key-${number}`),
      ),
    "mismatch",
  ],
  "tokens, compared": [
    (count) => verifies("isendu", { urlToken: many(count, (number) => token + number) }, { url: "/token" }),
    "mismatch",
  ],
  "credentials, compared": [(count) => confirms(many(count, (keyId) => ({ keyId, secret: "s" }))), "unknown_key_id"],
  "unknown options": [
    (count) => prepares("isendu", Object.fromEntries(many(count, (number) => [`option${number}`, true]))),
    "invalid_config",
  ],
  "a header of blanks": [(count) => apiKey(`${" ".repeat(count * 100)}k`)],
  "a header of letters": [(count) => apiKey("x".repeat(count * 100)), "mismatch"],
  "a signature of digits": [(count) => signature(`sha256=${"0".repeat(count * 100)}`, "k"), "malformed_signature"],
  "a scheme's signatures, compared": [(count) => ofScheme("k", `t=1${candidate.repeat(count)}`), "mismatch"],
  "a scheme's signatures, malformed": [
    (count) => ofScheme("k", `t=1${",v1=0".repeat(count * 10)}`),
    "malformed_signature",
  ],
  "a scheme's elements, passed over": [
    (count) => ofScheme("k", `t=1${",v0=0".repeat(count * 10)}${candidate}`),
    "mismatch",
  ],
  "a scheme's times": [(count) => ofScheme("k", `${"t=1,".repeat(count * 20)}v1=00`), "malformed_signature"],
  "a scheme's time of digits": [
    (count) => ofScheme("k", `t=${"1".repeat(count * 100)}${candidate}`),
    "timestamp_invalid",
  ],
  "a scheme's id": [
    (count) => ofScheme("k", `t=1${candidate}`, { id: "a".repeat(count * 100) }),
    "malformed_signature",
  ],
  "a scheme's secrets, compared": [
    (count) =>
      ofScheme(
        many(count, (number) => `key-${number}`),
        `t=1${candidate}`,
      ),
    "mismatch",
  ],
  "a scheme's signature in base64": [
    (count) =>
      ofScheme("k", "A".repeat(count * 100), {
        scheme: {
          name: "one",
          proof: "hmac-sha256",
          header: "x-one",
          encoding: "base64",
          key: "utf8",
          signed: "{body}",
        },
      }),
    "malformed_signature",
  ],
  "a static secret of a scheme": [
    (count) => ofScheme("k", "x".repeat(count * 100), { scheme: { name: "s", proof: "static", header: "x-one" } }),
    "mismatch",
  ],
  "a path of slashes": [(count) => inPath("/".repeat(count * 100)), "missing_token"],
  "a path of segments": [(count) => inPath("/a".repeat(count * 50)), "mismatch"],
  "a path of one encoded segment": [(count) => inPath(`/${"%41".repeat(count * 33)}`), "mismatch"],
  "a path of colons": [(count) => inPath(":".repeat(count * 100)), "mismatch"],
  "a query of other parameters": [(count) => inQuery(`/?${"a=b&".repeat(count * 25)}key=${token}`)],
  "a query of encoded names": [(count) => inQuery(`/?${"%61%62%63=%64&".repeat(count * 7)}key=${token}`)],
  "a query of separators": [(count) => inQuery(`/?${"&".repeat(count * 100)}`), "missing_token"],
  "a query of only the parameter": [(count) => inQuery(`/?${`key=${token}&`.repeat(count * 4)}`), "multiple_values"],
  "a query of one encoded value": [(count) => inQuery(`/?key=${"%41+".repeat(count * 25)}`), "mismatch"],
  "the latest of one order": [
    (count) =>
      latest(
        "order",
        many(count, () => ({ uuid: "o", updated: time })),
      ),
  ],
  "the latest of one order without a time": [
    (count) =>
      latest(
        "order",
        many(count, () => ({ uuid: "o" })),
      ),
  ],
  "the latest of different orders": [
    (count) =>
      latest(
        "order",
        many(count, (uuid) => ({ uuid, updated: time })),
      ),
  ],
  "the latest of orders with a long common prefix": [
    (count) =>
      latest(
        "order",
        many(count, (number) => ({ uuid: long + number, updated: time })),
      ),
  ],
  "the latest of a few trackings": [
    (count) =>
      latest(
        "tracking",
        many(count, (number) => ({ uuid: `t${number % 7}`, status: "D", steps: [{ timestamp: time }] })),
      ),
  ],
};

for (const [name, [make, code]] of Object.entries(LISTS)) {
  test(name, async () => {
    const check = level(name, "entry", COUNTS);
    for (const entries of COUNTS) {
      const { providers, custom, count } = await copy();
      const { steps, error } = count(make(entries)({ ...providers, custom }));
      assert.equal(error?.code, code, `${entries} entries: ${error}`);
      check(entries, steps / entries);
    }
  });
}

test("each of many headers is read once, and the module gets one", async () => {
  const steps = new Set();
  for (const entries of COUNTS) {
    let reads = 0;
    const get = (number) => {
      reads += 1;
      return `x-other-${number}`;
    };
    const pair = (number) => Object.defineProperty([], 0, { get: () => get(number) });
    const headers = [...many(entries, pair), ["x-api-key", "k"]];
    const { providers, count } = await copy();
    const receiver = providers.xoxoday.receiver({ apiKey: "k" });
    steps.add(count(() => receiver.verify({ headers })).steps);
    assert.equal(reads, entries);
  }
  assert.equal(steps.size, 1);
});

after(() => process.env.STEPS && console.log(table.map((row) => row()).join("\n")));
