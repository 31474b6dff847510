// countersign/testing: its signatures are accepted, and there is a sample of each kind of event.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as api from "countersign";
import * as presets from "countersign/presets";
import * as esm from "countersign/testing";
import { providers } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";

const cjs = createRequire(import.meta.url)("countersign/testing");
const names = /there are: (.+)$/.exec(thrown(() => esm.fixture("?")).message)[1].split(", ");

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}

for (const [format, testing] of Object.entries({ "ES module": esm, CommonJS: cjs })) {
  test(`signatures verify, ${format}`, () => {
    for (const body of ["", '{"a":"Zoë 🚀"}', new Uint8Array(2_000_000), Uint8Array.of(0xff, 0xfe)]) {
      const secret = ["whsec_test_0123456789abcdef", "other"];
      const headers = testing.optondemand.sign(body, { secret });
      assert.equal(headers["x-signature"], `sha256=${createHmac("sha256", secret[0]).update(body).digest("hex")}`);
      assert.equal(api.optondemand.verify({ body, headers }, { secret, maxBodyBytes: 2_000_000 }).trust, "signature");
    }
    const headers = testing.xoxoday.sign("{}", { apiKey: "a1p2z5b7v68b9112234" });
    assert.deepEqual(headers, { "x-api-key": "a1p2z5b7v68b9112234" });
    assert.equal(api.xoxoday.verify({ headers }, { apiKey: "a1p2z5b7v68b9112234" }).trust, "shared-secret");
  });

  test(`nothing is signed with an empty key, ${format}`, () => {
    for (const secret of ["", [], undefined, new Uint8Array()]) {
      assert.equal(thrown(() => testing.optondemand.sign("{}", { secret })).code, "invalid_config");
      assert.equal(thrown(() => testing.xoxoday.sign("{}", { apiKey: secret })).code, "invalid_config");
    }
    assert.equal(thrown(() => testing.optondemand.sign({}, { secret: "k" })).code, "body_not_raw");
  });

  test(`a sample of each kind of each provider, ${format}`, () => {
    for (const name of names) {
      const [provider] = name.split(".", 1);
      const event = api[provider].parse(testing.fixture(name));
      assert.equal(`${provider}.${event.kind}`, name);
    }
    assert.throws(() => testing.fixture("toString"), RangeError);
  });
}

const SECRET = "0123456789abcdef0123456789abcdef";
const BODY = "{}";
const ACME = {
  name: "acme",
  proof: "hmac-sha256",
  header: "x-s",
  encoding: "hex",
  key: "utf8",
  signed: "{timestamp}.{body}",
  timestamp: { header: "x-time", unit: "s" },
};
const withId = (signed) => ({ ...ACME, signed, timestamp: undefined, id: { header: "x-id" } });
const without = (scheme) => JSON.parse(JSON.stringify(scheme));

/** Signs, and verifies the result with the scheme itself. */
function accepted(scheme, options = {}) {
  const plain = without(scheme);
  const headers = esm.sign(plain, BODY, { secret: SECRET, ...options });
  const window = plain.timestamp && { maxAgeSeconds: 1e12, maxFutureSeconds: 1e15 };
  const url = options.url && { url: options.url };
  return api.custom(plain).receive({ body: BODY, headers }, { secret: SECRET, ...window, ...url });
}

test("the default id is one that the scheme accepts, whatever stands beside it", () => {
  const visible = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).filter(
    (each) => !/[{}]/.test(each),
  );
  for (const behind of visible) {
    assert.equal(typeof accepted(withId(`{id}${behind}{body}`)).id, "string", behind);
    for (const before of ["_", "1", "m", "E", "-", "i", ":", behind])
      assert.equal(typeof accepted(withId(`{body}${before}{id}${behind}`)).id, "string", before + behind);
  }
  assert.equal(accepted(withId("{id}.{body}")).id, "msg_1");
});

/** Values that a scheme would refuse in a delivery: the scheme, the options, and the name in the message. */
const REFUSED = [
  [withId("{id}.{body}"), { id: "a.b" }, "id"],
  [withId("{id}.{body}"), { id: "." }, "id"],
  [withId("{id}.{body}"), { id: "" }, "id"],
  [withId("{id}.{body}"), { id: "a b" }, "id"],
  [withId("{id}.{body}"), { id: "a,b" }, "id"],
  [withId("{id}.{body}"), { id: "a\n" }, "id"],
  [withId("{id}.{body}"), { id: "\u00e9" }, "id"],
  [withId("{id}.{body}"), { id: "a".repeat(257) }, "id"],
  [withId("{body}:{id}."), { id: "a:b" }, "id"],
  ...["s", "ms", "rfc3339", "iso-utc"].flatMap((unit) =>
    [Number.NaN, Number.POSITIVE_INFINITY, 1e30, -1e30, new Date(Number.NaN)].map((now) => [
      { ...ACME, timestamp: { header: "x-time", unit } },
      { now },
      "now",
    ]),
  ),
  ...["s", "ms"].flatMap((unit) =>
    [-5, 0].map((now) => [{ ...ACME, timestamp: { header: "x-time", unit } }, { now }, "now"]),
  ),
  [ACME, { now: 999 }, "now"],
  // Beside a placeholder, a time has a fixed length.
  [{ ...ACME, signed: "{timestamp}{body}" }, { now: 999_999_999_000 }, "now"],
  [{ ...ACME, list: ",", prefix: "v1=", timestamp: { prefix: "t=", unit: "s" } }, { now: 0 }, "now"],
];

test("nothing is signed that the scheme would refuse", () => {
  for (const [scheme, options, name] of REFUSED) {
    const error = thrown(() => esm.sign(without(scheme), BODY, { secret: SECRET, ...options }));
    assert.equal(error.code, "invalid_argument", `${JSON.stringify(scheme)} ${JSON.stringify(options)}`);
    assert.ok(error.message.startsWith(`\`${name}\` `), error.message);
  }
  const square = { ...ACME, signed: "{url}{body}", timestamp: undefined };
  for (const [scheme, options] of [
    [square, {}],
    [square, { url: "" }],
    [square, { url: 5 }],
    [ACME, { url: "https://shop.example/" }],
    [{ ...ACME, key: "hex" }, { secret: "no hex" }],
    [{ ...ACME, minKeyBytes: 64 }, {}],
  ])
    assert.equal(thrown(() => esm.sign(without(scheme), BODY, { secret: SECRET, ...options })).code, "invalid_config");
  for (const options of [{ id: 5 }, { id: null }, { now: "1700000000000" }, { now: null }, { now: 5n }, { now: {} }])
    assert.ok(thrown(() => esm.sign(ACME, BODY, { secret: SECRET, ...options })) instanceof TypeError);
});

test("whatever is signed is accepted", () => {
  for (const scheme of Object.values(presets)) assert.equal(accepted(scheme).trust, "signature", scheme.name);
  for (const unit of ["s", "ms", "rfc3339", "iso-utc"])
    for (const now of [1_700_000_000_000, 1_700_000_000_000.75, new Date(1_700_000_000_999), 1e12, 1e15 / 4]) {
      const { signedMs } = accepted({ ...ACME, timestamp: { header: "x-time", unit } }, { now });
      assert.equal(signedMs, unit === "s" ? Math.floor(now / 1000) * 1000 : Math.floor(now));
    }
  const url = "https://shop.example/hooks?a=1";
  assert.equal(accepted({ ...ACME, signed: "{url}{timestamp}.{body}" }, { url }).trust, "signature");
  assert.equal(accepted(withId("{id}.{body}"), { id: "~".repeat(256) }).id.length, 256);
});

test("every kind in the types has a sample, and there are no other samples", () => {
  const types = readFileSync(`${installed}/index.d.ts`, "utf8");
  const unions = [...types.matchAll(/export type (\w+)Kind = (.+);/g)];
  const kinds = unions.flatMap(([, name, union]) =>
    [...union.matchAll(/kind: "([^"]+)"/g)].map(([, kind]) => `${name.toLowerCase()}.${kind}`),
  );
  assert.deepEqual(kinds.sort(), names.toSorted());
});

test("the production entry can't sign", () => {
  assert.deepEqual(Object.keys(api).sort(), ["WebhookError", "custom", "isWebhookError", ...providers].sort());
  for (const provider of providers) assert.ok(Object.isFrozen(api[provider]) && !("sign" in api[provider]));
});
