// Nothing that a caller may log contains a secret.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { inspect } from "node:util";
import { isendu, optondemand, reward, xoxoday } from "countersign";

const secret = "s3cret-key-that-nobody-may-see";
const long = `${secret}-${"x".repeat(100)}`;
const sha256 = (text) => createHash("sha256").update(text).digest();
const mac = (key, body) => createHmac("sha256", key).update(body).digest();
const body = '{"id":1,"type":"b0dy-text","event":"b0dy-text","keyId":"b0dy-text"}';
const header = "h3ader-value";
const signature = (key) => ({ "x-signature": `sha256=${mac(key, body).toString("hex")}` });

/** Everything that gives away a secret. */
const traces = Object.entries({
  "the secret": Buffer.from(secret),
  "its digest": sha256(secret),
  "the digest of a long one": sha256(long),
  "its HMAC pads": Buffer.from(Buffer.from(secret.slice(0, 16)).map((byte) => byte ^ 0x36)),
  "its outer HMAC pad": Buffer.from(Buffer.from(secret.slice(0, 16)).map((byte) => byte ^ 0x5c)),
  "the computed MAC": mac(secret, body),
  "the computed MAC of a long one": mac(long, body),
});

const calls = {
  "a genuine signature": () => optondemand.receive({ body, headers: signature(secret) }, { secret }),
  "a genuine signature with a long key": () =>
    optondemand.verify({ body, headers: signature(long) }, { secret: ["a", long] }),
  "a forged signature": () => optondemand.verify({ body, headers: signature("another") }, { secret: [secret, long] }),
  "a malformed signature": () => optondemand.verify({ body, headers: { "x-signature": header } }, { secret }),
  "a key as bytes": () =>
    optondemand.verify({ body, headers: signature("another") }, { secret: [Buffer.from(secret), Buffer.from(long)] }),
  "a receiver": () => optondemand.receiver({ secret: [secret, long] }).verify({ body, headers: signature(secret) }),
  "a damaged secret": () => optondemand.receiver({ secret: [secret, `${secret}\n`] }),
  "a damaged API key": () => xoxoday.receiver({ apiKey: `${secret},` }),
  "damaged credentials": () =>
    isendu.confirm(body, [
      { keyId: "K", secret },
      { keyId: secret, secret: ` ${secret}` },
    ]),
  "a genuine API key": () => xoxoday.verify({ headers: { "x-api-key": secret } }, { apiKey: secret }),
  "a forged API key": () => xoxoday.verify({ body, headers: { "x-api-key": header } }, { apiKey: [secret, long] }),
  "two API keys": () => xoxoday.verify({ body, headers: { "x-api-key": `${header},${header}` } }, { apiKey: secret }),
  "a genuine token": () => reward.verify({ url: `/hooks/${secret}` }, { urlToken: secret }),
  "a genuine token as a parameter": () =>
    reward.verify({ url: `/hooks?t=${secret}` }, { urlToken: ["0123456789abcdef", secret], urlTokenParam: "t" }),
  "a forged token": () => reward.verify({ url: `/hooks/${header}` }, { urlToken: [secret, long] }),
  "a confirmation": () => isendu.confirm('{"keyId":"K"}', { keyId: "K", secret }),
  "another's confirmation": () =>
    isendu.confirm(body, [
      { keyId: "K", secret },
      { keyId: "L", secret: long },
    ]),
};

/** Mistakes that put a secret in the wrong place. */
const misplaced = {
  "an invalid option next to a secret": () => optondemand.receiver({ secret, apiKey: long, maxBodyBytes: 0 }),
  "an invalid key next to a secret": () => optondemand.receiver({ secret: [secret, ""] }),
  "a short token": () => reward.receiver({ urlToken: secret.slice(0, 9) }),
  "an address that is a secret": () => reward.receiver({ urlToken: secret, allowedIps: [secret] }),
  "invalid credentials": () => isendu.confirm(body, { keyId: secret, secret: [secret] }),
};

const run = (call) => {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
};

for (const [name, call] of Object.entries({ ...calls, ...misplaced })) {
  test(`the error of ${name} contains no secret`, () => {
    const { value, error } = run(call);
    if (error === undefined) return assert.notEqual(value, undefined);
    assert.equal(error.name, "WebhookError");
    const told = [
      error.message,
      error.stack.replaceAll(/^ +at .*$/gm, ""),
      String(error),
      JSON.stringify(error),
      inspect(error, { showHidden: true, depth: 9 }).replaceAll(/^ +at .*$/gm, ""),
    ].join("\n");
    for (const word of [
      secret,
      header,
      "b0dy-text",
      ...traces.slice(1).flatMap(([, trace]) => [trace.toString("hex"), trace.toString("base64")]),
    ]) {
      assert.ok(!told.includes(word), `${word} in ${told}`);
    }
  });
}

test("a receiver shows nothing of its config", () => {
  const receiver = optondemand.receiver({ secret });
  assert.doesNotMatch(
    inspect(receiver, { showHidden: true, depth: 9, getters: true }) + JSON.stringify(receiver),
    /s3cret/,
  );
});
