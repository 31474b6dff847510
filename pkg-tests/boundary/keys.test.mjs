// A key that can never match is refused when it is configured. The message names the problem and shows nothing of the key
// (contract, section 2). Also the messages about a key or a body that doesn't match (section 3).

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { isendu, optondemand, reward, WebhookError, xoxoday } from "countersign";
import { createHandler } from "countersign/fetch";
import * as testing from "countersign/testing";

/** It has 16 characters, so that it can be a token. No part of it may appear in a message. */
const WHOLE = "s3cr3t-0123456789";
const inside = (remains) => `${WHOLE.slice(0, 8)}${remains}${WHOLE.slice(8)}`;

/** Texts that can never match, and the problem that the message names. */
const DAMAGED = new Map([
  [`${WHOLE}\n`, "ends with a line break"],
  [`${WHOLE}\r\n`, "ends with a line break"],
  [`\n${WHOLE}`, "begins with a line break"],
  [inside("\n"), "has a line break inside"],
  [inside("\r"), "has a line break inside"],
  [`${WHOLE}\t`, "ends with a tab"],
  [inside("\t"), "has a tab inside"],
  [`${WHOLE}\0`, "ends with a NUL"],
  [inside("\0"), "has a NUL inside"],
  [`\x1b${WHOLE}`, "begins with a control character"],
  [inside("\x7f"), "has a control character inside"],
  [inside("\x85"), "has a control character inside"],
  [inside("\x9f"), "has a control character inside"],
  [` ${WHOLE}`, "begins with white space"],
  [`${WHOLE} `, "ends with white space"],
  ...["\u00a0", "\u1680", "\u2000", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"].map((blank) => [
    `${WHOLE}${blank}`,
    "ends with white space",
  ]),
  [`\ufeff${WHOLE}`, "begins with a byte order mark"],
  [`${WHOLE}\ufeff`, "ends with a byte order mark"],
  ...["\u200b", "\u200c", "\u200d", "\u2060"].map((mark) => [`${mark}${WHOLE}`, "begins with a zero-width character"]),
  [`${WHOLE}\u200b`, "ends with a zero-width character"],
  [`"${WHOLE}"`, "is in quotation marks"],
  [`'${WHOLE}'`, "is in quotation marks"],
  [`\`${WHOLE}\``, "is in quotation marks"],
  ...[undefined, null, NaN, {}, Promise.resolve(), true, false, "None"].map((missing) => [
    `${missing}`,
    'is "undefined" or another text for a missing value: is its environment variable set?',
  ]),
]);

/** Texts that look similar, but are valid keys. */
const FINE = [
  WHOLE,
  inside(" "),
  inside("\u00a0"),
  inside("\u2028"),
  inside("\ufeff"),
  inside("\u200b"),
  inside("\u2060"),
  inside('"'),
  `"${WHOLE}'`,
  `"${WHOLE}`,
  `${WHOLE}'`,
  `${WHOLE}"x"`,
  `“${WHOLE}”`,
  `${WHOLE}\u200e`,
  `${WHOLE}\u2061`,
  `\u180e${WHOLE}`,
  `${WHOLE}\u00ad`,
  `ключ ${WHOLE}`,
  `${WHOLE}🔑`,
  "\\n".repeat(8),
  ...["undefined", "null", "NaN", "[object Object]", "None"].flatMap((word) => [
    `${word} and ${WHOLE}`,
    word.toUpperCase().repeat(16),
    `${WHOLE}-${word}`,
  ]),
];

const confirmation = JSON.stringify({ keyId: "K" });
const onEvent = () => {};
const handler = (provider, others) =>
  createHandler({ provider, onEvent, config: { acceptUnauthenticated: true }, ...others });
const urlToken = "tok_5f2c9d7e41b84a06";

/** Each place where a key is configured, with the option in the message. */
const PLACES = {
  "secret of a receiver": ["secret", (secret) => optondemand.receiver({ secret })],
  "secret of one call": [
    "secret",
    (secret) =>
      optondemand.receiver({ secret }).verify({ body: "", headers: testing.optondemand.sign("", { secret }) }),
  ],
  "apiKey of a receiver": ["apiKey", (apiKey) => xoxoday.receiver({ apiKey })],
  ...Object.fromEntries(
    Object.entries({ isendu, optondemand, reward, xoxoday }).map(([name, provider]) => [
      `urlToken of ${name}`,
      ["urlToken", (token) => provider.receiver({ urlToken: token, ...(provider === optondemand && { secret: "k" }) })],
    ]),
  ),
  "keyId of isendu": [
    "keyId",
    (keyId) => isendu.confirm(confirmation.replace("K", "L"), { keyId, secret: "s" }),
    "unknown_key_id",
  ],
  "secret of isendu": ["secret", (secret) => isendu.confirm(confirmation, { keyId: "K", secret })],
  "secret to sign with": ["secret", (secret) => testing.optondemand.sign("{}", { secret })],
  "apiKey to sign with": ["apiKey", (apiKey) => testing.xoxoday.sign("{}", { apiKey })],
  "config of a handler": ["secret", (secret) => createHandler({ provider: optondemand, onEvent, config: { secret } })],
  "confirm of a handler": ["confirm.secret", (secret) => handler(isendu, { confirm: { keyId: "K", secret } })],
  "keyId of a handler": ["confirm.keyId", (keyId) => handler(isendu, { confirm: { keyId, secret: "s" } })],
};

/** The option in a message. The credentials of a handler are an option of the handler. */
const optionOf = (option) => `${option.startsWith("confirm.") ? "handler" : "config"} option \`${option}\``;

function refusal(configure, ...values) {
  try {
    configure(...values);
  } catch (error) {
    assert.ok(error instanceof WebhookError, error);
    return error;
  }
  return undefined;
}

for (const [place, [option, configure, fine]] of Object.entries(PLACES)) {
  test(`${place}: a text that can never match is refused, and the message names the problem`, () => {
    for (const [text, problem] of DAMAGED) {
      const error = refusal(configure, text) ?? assert.fail(`${JSON.stringify(text)} is accepted`);
      assert.deepEqual([error.code, error.status, error.retryUseful], ["invalid_config", 500, true]);
      assert.equal(error.message, `${optionOf(option)} ${problem}`, JSON.stringify(text));
    }
  });

  test(`${place}: any other text is used unchanged`, () => {
    for (const text of FINE) assert.equal(refusal(configure, text)?.code, fine, JSON.stringify(text));
  });

  test(`${place}: a missing key asks for the environment variable`, () => {
    const { code, message } = refusal(configure, undefined);
    assert.equal(code, "invalid_config");
    assert.equal(message, `${optionOf(option)} is undefined: is its environment variable set?`);
  });

  test(`${place}: an empty key, or one of NUL bytes only, is refused`, () => {
    for (const text of ["", "\0", "\0".repeat(64)]) {
      const problem = "must not be empty or only NUL bytes: is its environment variable set?";
      assert.equal(refusal(configure, text).message, `${optionOf(option)} ${problem}`);
    }
  });
}

test("an API key with a comma is refused, but other keys may have one", () => {
  for (const apiKey of ["a,b", ",", `${WHOLE},`]) {
    for (const configure of [() => xoxoday.receiver({ apiKey }), () => testing.xoxoday.sign("{}", { apiKey })]) {
      assert.equal(
        refusal(configure).message,
        "config option `apiKey` has a comma, which separates the values of a header",
      );
    }
  }
  optondemand.receiver({ secret: "a,b" });
  reward.receiver({ urlToken: `${WHOLE},` });
  assert.throws(() => isendu.confirm(confirmation, { keyId: "K,", secret: "s" }), { code: "unknown_key_id" });
});

test("keys as bytes are used unchanged, whatever text they spell", () => {
  const bytes = [...DAMAGED.keys(), "a,b", " "].map((text) => Buffer.from(text));
  for (const key of bytes) {
    const headers = testing.optondemand.sign("{}", { secret: key });
    assert.deepEqual(headers, { "x-signature": `sha256=${createHmac("sha256", key).update("{}").digest("hex")}` });
    assert.equal(optondemand.verify({ body: "{}", headers }, { secret: ["another", key] }).keyIndex, 1);
    xoxoday.receiver({ apiKey: key });
    // Nothing is trimmed. HMAC pads a key with zeros (RFC 2104, section 2), so a zero at the end changes nothing.
    const trimmed = refusal(() => optondemand.verify({ body: "{}", headers }, { secret: WHOLE }));
    assert.equal(trimmed?.code, key.at(-1) === 0 ? undefined : "mismatch");
  }
  for (const zeros of [new Uint8Array(), new Uint8Array(1), new Uint8Array(65)]) {
    for (const configure of [
      () => optondemand.receiver({ secret: zeros }),
      () => xoxoday.receiver({ apiKey: ["k", zeros] }),
    ]) {
      assert.match(
        refusal(configure).message,
        /must not be empty or only NUL bytes: is its environment variable set\?$/,
      );
    }
  }
});

test("for a list the message gives the position of the key", () => {
  const told = (configure) => refusal(configure).message;
  const damaged = `${WHOLE}\n`;
  assert.equal(
    told(() => optondemand.receiver({ secret: [WHOLE, damaged] })),
    "config option `secret` at position 1 ends with a line break",
  );
  assert.equal(
    told(() => optondemand.receiver({ secret: [damaged, damaged] })),
    "config option `secret` at position 0 ends with a line break",
  );
  assert.equal(
    told(() => xoxoday.receiver({ apiKey: ["k", "l", "m,"] })),
    "config option `apiKey` at position 2 has a comma, which separates the values of a header",
  );
  assert.equal(
    told(() => reward.receiver({ urlToken: [urlToken, ` ${urlToken}`] })),
    "config option `urlToken` at position 1 begins with white space",
  );
  assert.equal(
    told(() => reward.receiver({ urlToken: [urlToken, "short"] })),
    "config option `urlToken` at position 1 must have at least 16 characters",
  );
  assert.match(
    told(() => optondemand.receiver({ secret: [WHOLE, undefined] })),
    /^config option `secret` at position 1 is undefined: is its environment variable/,
  );
  assert.match(
    told(() => reward.receiver({ urlToken: [undefined, urlToken] })),
    /^config option `urlToken` at position 0 is undefined: is its environment variable/,
  );
  assert.match(
    told(() => optondemand.receiver({ secret: [WHOLE, 5] })),
    /^config option `secret` at position 1 must be a string or a Uint8Array/,
  );
  const fine = { keyId: "K", secret: "s" };
  const confirm = (credentials) => told(() => isendu.confirm(confirmation, credentials));
  assert.equal(
    confirm([fine, { keyId: "L", secret: "'s'" }]),
    "config option `secret` at position 1 is in quotation marks",
  );
  assert.equal(confirm([{ ...fine, keyId: "K\t" }, fine]), "config option `keyId` at position 0 ends with a tab");
  assert.match(
    confirm([fine, { keyId: "L", secret: undefined }]),
    /^config option `secret` at position 1 is undefined: is its environment variable/,
  );
});

test("other undefined options are refused as well, and unknown options are reported first", () => {
  for (const option of ["urlTokenParam", "allowedIps", "acceptUnauthenticated", "maxBodyBytes"]) {
    assert.match(
      refusal(() => reward.receiver({ urlToken, [option]: undefined })).message,
      new RegExp(`\`${option}\` is undefined: is its environment`),
    );
  }
  assert.match(
    refusal(() => optondemand.receiver({ secret: "k", maxAgeSeconds: 1, now: undefined })).message,
    /`now` is undefined/,
  );
  assert.equal(
    refusal(() => reward.receiver({ urlToken, other: undefined })).message,
    "config option `other` is not an option of this provider",
  );
  assert.equal(
    refusal(() => optondemand.receiver({ secret: null })).message,
    "config option `secret` must be a string or a Uint8Array, or a list of them",
  );
});

test("the message of a mismatch gives the number of bytes and possible causes, and nothing of a secret", () => {
  const causes = "either the key is another, or the body is not byte for byte what was sent";
  const signed = (body, secret) => ({ body, headers: testing.optondemand.sign("{}", { secret }) });
  const hashed = (body, secret) => refusal(() => optondemand.verify(signed(body, secret), { secret: WHOLE })).message;
  assert.equal(hashed("{} ", WHOLE), `the delivery is not authentic: 3 bytes were hashed; ${causes}`);
  assert.equal(hashed("{}", "another"), `the delivery is not authentic: 2 bytes were hashed; ${causes}`);
  assert.equal(hashed("", WHOLE), `the delivery is not authentic: 0 bytes were hashed; ${causes}`);
  assert.equal(hashed("é🚀", WHOLE), `the delivery is not authentic: 6 bytes were hashed; ${causes}`);
  const compared = `the delivery is not authentic: a key or a token was compared; ${causes}`;
  assert.equal(
    refusal(() => xoxoday.verify({ body: "{}", headers: { "x-api-key": "x" } }, { apiKey: WHOLE })).message,
    compared,
  );
  assert.equal(refusal(() => reward.verify({ body: "{}", url: "/hooks" }, { urlToken })).message, compared);
  // The signature matches, but the token doesn't.
  assert.equal(
    refusal(() => optondemand.verify({ ...signed("{}", WHOLE), url: "/x" }, { secret: WHOLE, urlToken })).message,
    compared,
  );
});
