// countersign/testing: its signatures are accepted, and there is a sample of each kind of event.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as api from "countersign";
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
