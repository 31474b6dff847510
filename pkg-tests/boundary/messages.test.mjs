// Messages that name the next step. No message shows a header's value, text of the body, or a secret (contract, section 3).

import assert from "node:assert/strict";
import { test } from "node:test";
import { custom, isendu, optondemand, reward, xoxoday } from "countersign";
import { github, slack, stripe } from "countersign/presets";
import * as testing from "countersign/testing";

const SECRET = "s3cr3t-0123456789";
const urlToken = "tok_5f2c9d7e41b84a06";
const NOW = 1_700_000_000_000;

function message(act, code) {
  try {
    act();
  } catch (error) {
    assert.equal(error.code, code, error.message);
    assert.ok(!error.message.includes(SECRET) && !error.message.includes(urlToken), error.message);
    return error.message;
  }
  return assert.fail("accepted");
}

test("a scheme that signs more than the body: the message gives the number of its bytes as well", () => {
  const causes = "either the key is another, or the body is not byte for byte what was sent";
  const body = '{"id":"evt_1"}';
  for (const [scheme, length] of [
    [stripe, "1700000000.".length],
    [slack, "v0:1700000000:".length],
    [github, 0],
  ]) {
    for (const received of [body, `${body} `, "", "é🚀"]) {
      const headers = testing.sign(scheme, body, { secret: "another", now: NOW });
      const bytes = Buffer.byteLength(received);
      const hashed = `${bytes + length} bytes were hashed${length > 0 ? `, ${bytes} of them the body` : ""}`;
      assert.equal(
        message(() => custom(scheme).verify({ body: received, headers }, { secret: SECRET, now: NOW }), "mismatch"),
        `the delivery is not authentic: ${hashed}; ${causes}`,
      );
    }
  }
});

test("a body that is too long: the message names the option", () => {
  const limited = { secret: SECRET, maxBodyBytes: 8 };
  const expected = "the body has more than 8 bytes, the limit of `maxBodyBytes`";
  for (const body of ["x".repeat(9), new Uint8Array(9)]) {
    assert.equal(
      message(() => optondemand.verify({ body }, limited), "body_too_large"),
      expected,
    );
    assert.equal(
      message(() => optondemand.parse(body, { maxBodyBytes: 8 }), "body_too_large"),
      expected,
    );
  }
});

test("an address that is not allowed: the message names the option and the proxy, and not the address", () => {
  const shown = message(
    () => reward.verify({ url: `/${urlToken}`, ip: "192.0.2.1" }, { urlToken, allowedIps: ["203.0.113.7"] }),
    "ip_not_allowed",
  );
  assert.match(shown, /`allowedIps`; behind a proxy/);
  assert.doesNotMatch(shown, /\d/);
});

test("a token that is in the query twice: the message names the parameter; a header that comes twice is named itself", () => {
  const config = { urlToken, urlTokenParam: "token" };
  assert.equal(
    message(() => reward.verify({ url: `/?token=${urlToken}&token=x` }, config), "multiple_values"),
    "the URL has the parameter of `urlTokenParam` more than once",
  );
  assert.equal(
    message(() => xoxoday.verify({ headers: { "x-api-key": ["a", "b"] } }, { apiKey: SECRET }), "multiple_values"),
    "`x-api-key` was given more than once",
  );
  const named = custom({ name: "acme", proof: "static", header: "urltoken" });
  assert.equal(
    message(() => named.verify({ headers: { urltoken: "a,b" } }, { secret: SECRET }), "multiple_values"),
    "`urltoken` was given more than once",
  );
});

test("a body that was not awaited: the message says so, and other bodies get their own name", () => {
  for (const [body, name] of [
    [Promise.resolve("{}"), "a promise that was not awaited"],
    [{}, "a parsed object"],
    [[], "an array"],
    [null, "null"],
    [new Blob([]).stream(), "a stream"],
  ])
    assert.match(
      message(() => optondemand.parse(body), "body_not_raw"),
      new RegExp(`but found ${name}: `),
    );
});

test("the key of another provider: the message names the option of this one; for any other name it names none", () => {
  const unknown = "is not an option of this provider";
  const scheme = custom(github);
  for (const [provider, config, option, expected] of [
    [optondemand, { apiKey: SECRET }, "apiKey", `${unknown}: its key is \`secret\``],
    [optondemand, { secret: SECRET, apiKey: SECRET }, "apiKey", `${unknown}: its key is \`secret\``],
    [scheme, { apiKey: SECRET }, "apiKey", `${unknown}: its key is \`secret\``],
    [xoxoday, { secret: SECRET }, "secret", `${unknown}: its key is \`apiKey\``],
    [isendu, { secret: SECRET }, "secret", `${unknown}, which sends no key: it takes \`urlToken\``],
    [reward, { apiKey: SECRET }, "apiKey", `${unknown}, which sends no key: it takes \`urlToken\``],
    [reward, { urlToken, maxAgeSeconds: 1 }, "maxAgeSeconds", unknown],
    [optondemand, { secret: SECRET, acceptUnauthenticated: true }, "acceptUnauthenticated", unknown],
    [xoxoday, { apikey: SECRET }, "apikey", unknown],
  ])
    assert.equal(
      message(() => provider.receiver(config), "invalid_config"),
      `config option \`${option}\` ${expected}`,
    );
});

test("now of a wrong type: the message names a Date as well", () => {
  for (const now of ["2025-07-08", null, {}, true])
    assert.equal(
      message(() => optondemand.receiver({ secret: SECRET, maxAgeSeconds: 1, now }), "invalid_config"),
      "config option `now` must be a number of milliseconds since 1970, or a Date",
    );
  optondemand.receiver({ secret: SECRET, maxAgeSeconds: 1, now: new Date(NOW) });
});
