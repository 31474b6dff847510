// Nothing that a caller may log contains a secret.

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { inspect } from "node:util";
import { custom, isendu, optondemand, reward, xoxoday } from "countersign";
import * as presets from "countersign/presets";
import { sign } from "countersign/testing";

const secret = "s3cret-key-that-nobody-may-see";
const long = `${secret}-${"x".repeat(100)}`;
const sha256 = (text) => createHash("sha256").update(text).digest();
const mac = (key, body) => createHmac("sha256", key).update(body).digest();
const body = '{"id":1,"type":"b0dy-text","event":"b0dy-text","keyId":"b0dy-text"}';
const header = "h3ader-value";
const signature = (key) => ({ "x-signature": `sha256=${mac(key, body).toString("hex")}` });

/** A key that every format of a scheme can read. */
const readable = "5ec7e700".repeat(8);
const now = 1_700_000_000_000;
const schemes = [
  ...Object.values(presets),
  {
    name: "square",
    proof: "hmac-sha256",
    header: "x-square",
    encoding: "base64",
    key: "hex",
    minKeyBytes: 32,
    signed: "{url}{body}",
  },
  { name: "static", proof: "static", header: "x-static", prefix: "Token " },
];
const ofUrl = ({ signed = "" }) => (signed.includes("{url}") ? { url: `https://shop.example/${secret}` } : {});
const signedBy = (scheme, key = readable) =>
  sign(scheme, body, { secret: key, ...ofUrl(scheme), ...(scheme.proof === "static" ? {} : { now }) });

/** The proof that a genuine delivery of each scheme has, as it stands in the header. */
const proofs = schemes.flatMap((scheme) =>
  (Object.values(signedBy(scheme))[0].match(/[0-9A-Za-z+/]{40,}/g) ?? []).map((proof) => [
    `the computed MAC of ${scheme.name}`,
    Buffer.from(proof),
  ]),
);

/** Everything that gives away a secret. */
const traces = Object.entries({
  "the secret": Buffer.from(secret),
  "its digest": sha256(secret),
  "the digest of a long one": sha256(long),
  "its HMAC pads": Buffer.from(Buffer.from(secret.slice(0, 16)).map((byte) => byte ^ 0x36)),
  "its outer HMAC pad": Buffer.from(Buffer.from(secret.slice(0, 16)).map((byte) => byte ^ 0x5c)),
  "the computed MAC": mac(secret, body),
  "the computed MAC of a long one": mac(long, body),
  "the key of a scheme as hex": Buffer.from(readable, "hex"),
  "the key of a scheme as base64": Buffer.from(readable, "base64"),
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

for (const scheme of schemes) {
  const sender = custom(scheme);
  const config = { secret: readable, ...ofUrl(scheme) };
  const headers = signedBy(scheme);
  const [[proof, value], ...rest] = Object.entries(headers);
  const other = Object.fromEntries([
    [proof, value.replace(/[0-9a-zA-Z+/]{40,}/, (text) => text.replace(/./g, "0"))],
    ...rest,
  ]);
  Object.assign(calls, {
    [`a genuine delivery of ${scheme.name}`]: () => sender.verify({ body, headers }, { ...config, now }),
    [`a forged one of ${scheme.name}`]: () => sender.verify({ body, headers: other }, { ...config, now }),
    [`another body of ${scheme.name}`]: () =>
      sender.receive({ body: `${body} `, headers: signedBy(scheme, "5ec7e701".repeat(8)) }, { ...config, now }),
    [`an old one of ${scheme.name}`]: () =>
      sender.receive({ body, headers }, { ...config, now: now + 1e9, maxAgeSeconds: 1 }),
    [`a malformed one of ${scheme.name}`]: () =>
      sender.verify({ body, headers: { ...headers, [proof]: header } }, { ...config, now }),
    [`no header of ${scheme.name}`]: () => sender.verify({ body, headers: {} }, config),
    [`a damaged key of ${scheme.name}`]: () => sender.receiver({ ...config, secret: [readable, `${readable}\n`] }),
    [`an encoded key of ${scheme.name}`]: () =>
      sender.receiver({ ...config, secret: [readable, `${secret}-!`, secret] }),
    [`a misplaced key of ${scheme.name}`]: () => sender.receiver({ ...config, urlToken: secret.slice(0, 9) }),
  });
}

/** Definitions with a secret in the wrong place. */
Object.assign(misplaced, {
  "a scheme with the secret beside it": () => custom({ ...presets.stripe, secret: readable }),
  "a scheme whose prefix is a secret": () => custom({ ...presets.github, prefix: `\u0001${secret}` }),
  "a scheme whose name is a secret": () => custom({ ...presets.github, name: secret }),
  "a scheme whose template is a secret": () => custom({ ...presets.github, signed: secret }),
});

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
      readable,
      ...proofs.map(([, trace]) => trace.toString("latin1")),
      ...traces.slice(1).flatMap(([, trace]) => [trace.toString("hex"), trace.toString("base64")]),
    ]) {
      assert.ok(!told.includes(word), `${word} in ${told}`);
    }
  });
}

test("there is a proof of each scheme to look for", () => assert.equal(proofs.length, schemes.length));

test("a sender and its receiver show nothing of the config", () => {
  for (const scheme of schemes) {
    const sender = custom(scheme);
    const shown = [sender, sender.receiver({ secret: readable, ...ofUrl(scheme) })].map((object) =>
      inspect(object, { showHidden: true, depth: 9, getters: true }),
    );
    assert.ok(!shown.join("").includes(readable) && !shown.join("").includes(secret), shown.join(""));
  }
});

test("a receiver shows nothing of its config", () => {
  const receiver = optondemand.receiver({ secret });
  assert.doesNotMatch(
    inspect(receiver, { showHidden: true, depth: 9, getters: true }) + JSON.stringify(receiver),
    /s3cret/,
  );
});
