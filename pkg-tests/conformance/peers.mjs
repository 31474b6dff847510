// Defects that webhook libraries have shipped, each with the correct behaviour. This file uses only the language, so that Node
// and workerd can run it. The missing numbers need more than that, and are in `peers.test.mjs`.

import { webCryptoMac } from "./hmac.mjs";

const encode = (text) => new TextEncoder().encode(text);
const key = "whsec_test_0123456789abcdef";
const apiKey = "a1p2z5b7v68b9112234";
const urlToken = "tok_5f2c9d7e41b84a06";
const text = '{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":"Zoë 🚀"}}';
const signedAt = Date.UTC(2025, 6, 8, 12, 34, 56);
/** HMAC pads a key with zeros, so a block of zeros is the empty key. The platforms refuse to sign with an empty one. */
const emptyKey = new Uint8Array(64);

const bytesOf = (body) => (typeof body === "string" ? encode(body) : body);
const signature = async (body, secret = key) => `sha256=${await webCryptoMac(bytesOf(secret), bytesOf(body))}`;
const signed = async (body, secret) => ({ "x-signature": await signature(body, secret) });
/** The headers of a genuine delivery of `text`. */
const genuine = await signed(text);

function same(actual, wanted) {
  const [found, expected] = [actual, wanted].map((value) => JSON.stringify(value) ?? String(value));
  if (found !== expected) throw new Error(`expected ${expected}, but found ${found}`);
}

function refuses(code, call) {
  let value;
  try {
    value = call();
  } catch (error) {
    same(error.code, code);
    return error;
  }
  throw new Error(`expected ${code}, but it returned ${String(value)}`);
}

/** Every way to verify with a config. */
function refusesConfig(provider, incoming, config) {
  refuses("invalid_config", () => provider.verify(incoming, config));
  refuses("invalid_config", () => provider.receive(incoming, config));
  refuses("invalid_config", () => provider.receiver(config));
}

/** Everything of an error that a caller, a log or an answer could show. */
const shown = (error) => `${error} ${error.stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))}`;

async function fresh({ optondemand }, timestamp, now, config = { maxAgeSeconds: 172_800 }) {
  const body = JSON.stringify({ event: "x", timestamp });
  const headers = await signed(body);
  return () => optondemand.verify({ body, headers }, { secret: key, now, ...config });
}

export const defects = {
  "1: an empty secret makes every delivery genuine": async ({ optondemand }) => {
    const forged = { body: text, headers: await signed(text, emptyKey) };
    for (const secret of ["", [""], [key, ""]]) refusesConfig(optondemand, forged, { secret });
  },

  "2: an empty token makes every delivery genuine": ({ xoxoday, reward, isendu }) => {
    for (const empty of ["", [""], []]) {
      refusesConfig(xoxoday, { body: "{}", headers: { "x-api-key": "" } }, { apiKey: empty });
      for (const provider of [reward, isendu, xoxoday])
        refusesConfig(provider, { body: "{}", url: "/" }, { urlToken: empty });
    }
  },

  "3: a secret that decodes to nothing is the empty key": async ({ optondemand }) => {
    const forged = { body: text, headers: await signed(text, emptyKey) };
    refuses("mismatch", () => optondemand.verify(forged, { secret: "whsec_" }));
    same(
      optondemand.verify({ body: text, headers: await signed(text, "whsec_") }, { secret: "whsec_" }).trust,
      "signature",
    );
    for (const secret of [new Uint8Array(), encode(""), [encode("")]]) refusesConfig(optondemand, forged, { secret });
  },

  "4: a secret of a wrong type arrives as the empty key, or as zeros": async ({ optondemand, isendu }) => {
    const secrets = [
      [],
      {},
      () => key,
      12345,
      true,
      null,
      undefined,
      5n,
      new ArrayBuffer(27),
      new Uint16Array(27),
      new DataView(new ArrayBuffer(27)),
      Promise.resolve(key),
      [[key]],
      [27],
    ];
    for (const forger of [emptyKey, new Uint8Array(key.length), "undefined", "null", "[object Object]"]) {
      const forged = { body: text, headers: await signed(text, forger) };
      for (const secret of secrets) refusesConfig(optondemand, forged, { secret });
    }
    for (const secret of secrets)
      refuses("invalid_config", () => isendu.confirm('{"keyId":"K"}', { keyId: "K", secret }));
  },

  "5: only one type of body is accepted": async ({ optondemand }) => {
    const bytes = encode(text);
    const around = new Uint8Array(bytes.length + 9);
    around.set(bytes, 5);
    const bodies = [
      text,
      bytes,
      bytes.buffer,
      new DataView(bytes.buffer),
      around.subarray(5, 5 + bytes.length),
      globalThis.Buffer?.from(text) ?? bytes,
    ];
    const events = await Promise.all(
      bodies.map(async (body) => optondemand.receive({ body, headers: await signed(text) }, { secret: key })),
    );
    for (const event of events) same(event, events[0]);
    same(events[0].orderId, "Zoë 🚀");
  },

  "6: a signed body that isn't UTF-8 is refused as a forgery": async ({ optondemand }) => {
    const incoming = { body: Uint8Array.of(0xff, 0xfe), headers: await signed(Uint8Array.of(0xff, 0xfe)) };
    same(optondemand.verify(incoming, { secret: key }).trust, "signature");
    refuses("invalid_utf8", () => optondemand.receive(incoming, { secret: key }));
    refuses("invalid_utf8", () => optondemand.parse(incoming.body));
  },

  "7: a byte order mark is dropped before the signature is checked": async ({ optondemand }) => {
    for (const body of [`\ufeff${text}`, encode(`\ufeff${text}`)]) {
      same(
        optondemand.receive({ body, headers: await signed(body) }, { secret: key }).payload.event,
        "ORDER_STATUS_UPDATED",
      );
      refuses("mismatch", () => optondemand.verify({ body, headers: genuine }, { secret: key }));
    }
  },

  "8: the headers of a Request look empty": async ({ optondemand }) => {
    const request = new Request("https://shop.example/", { method: "POST", body: text, headers: await signed(text) });
    same(optondemand.verify({ body: text, headers: request.headers }, { secret: key }).trust, "signature");
    same(optondemand.verify({ body: text, headers: new Map(request.headers) }, { secret: key }).trust, "signature");
    refuses("missing_header", () => optondemand.verify({ body: text, headers: new Headers() }, { secret: key }));
  },

  "9: a header as an array is a TypeError": async ({ optondemand }) => {
    const value = await signature(text);
    same(optondemand.verify({ body: text, headers: { "X-Signature": [value] } }, { secret: key }).trust, "signature");
    refuses("multiple_values", () =>
      optondemand.verify({ body: text, headers: { "x-signature": [value, value] } }, { secret: key }),
    );
  },

  "10: the first of two signatures is used, or both are joined": async ({ optondemand, xoxoday }) => {
    const [good, bad] = [await signature(text), await signature(text, "another")];
    for (const [first, second] of [
      [good, bad],
      [bad, good],
      [good, good],
    ]) {
      const appended = new Headers({ "x-signature": first });
      appended.append("X-Signature", second);
      const forms = [
        appended,
        { "x-signature": `${first}, ${second}` },
        { "x-signature": `${first},${second}` },
        { "x-signature": [first, second] },
        { "x-signature": first, "X-Signature": second },
        [
          ["x-signature", first],
          ["x-signature", second],
        ],
      ];
      for (const headers of forms)
        refuses("multiple_values", () => optondemand.verify({ body: text, headers }, { secret: key }));
    }
    refuses("multiple_values", () => xoxoday.verify({ headers: { "x-api-key": [apiKey, apiKey] } }, { apiKey }));
  },

  "11: junk around or instead of the hexadecimal digits is skipped": async ({ optondemand }) => {
    const hex = (await signature(text)).slice(7);
    const junk = [
      `zz!!${hex}~~`,
      "zzz",
      `${hex}zz`,
      `zz${hex}`,
      `${hex.slice(0, 63)}g`,
      `${hex.slice(0, 62)}`,
      `${hex}00`,
      `0x${hex.slice(2)}`,
      `${hex.slice(0, 32)} ${hex.slice(32)}`,
      `${hex.slice(0, 63)}\u0660`,
      "",
    ];
    for (const value of junk)
      refuses("malformed_signature", () =>
        optondemand.verify({ body: text, headers: { "x-signature": `sha256=${value}` } }, { secret: key }),
      );
  },

  "12: whether the signature needs its prefix depends on the runtime": async ({ optondemand }) => {
    const hex = (await signature(text)).slice(7);
    for (const value of [
      hex,
      `=${hex}`,
      `sha256${hex}`,
      `sha256:${hex}`,
      `sha1=${hex}`,
      `v1=${hex}`,
      `sha256=sha256=${hex}`,
    ]) {
      refuses("malformed_signature", () =>
        optondemand.verify({ body: text, headers: { "x-signature": value } }, { secret: key }),
      );
    }
  },

  "13: an empty body is a TypeError": async ({ optondemand }) => {
    for (const body of ["", new Uint8Array(), new ArrayBuffer(0)]) {
      const incoming = { body, headers: await signed("") };
      same(optondemand.verify(incoming, { secret: key }).trust, "signature");
      refuses("invalid_json", () => optondemand.receive(incoming, { secret: key }));
      refuses("mismatch", () => optondemand.verify({ body, headers: genuine }, { secret: key }));
    }
  },

  "14: a time with junk behind it is read up to the junk": async (api) => {
    const times = [
      "1700000000abc",
      "1700000000",
      1_700_000_000,
      "2025-07-08T12:34:56Zabc",
      "2025-07-08T12:34:56",
      "2025-07-08",
      " 2025-07-08T12:34:56Z",
      "0x6545a000",
      "",
      null,
    ];
    for (const timestamp of times) refuses("timestamp_invalid", await fresh(api, timestamp, signedAt));
  },

  "15: a time far ahead counts as fresh": async (api) => {
    refuses("in_future", await fresh(api, "2026-07-08T12:34:56Z", signedAt));
    refuses("in_future", await fresh(api, "2025-07-08T12:39:57Z", signedAt));
    same((await fresh(api, "2025-07-08T12:39:56Z", signedAt))().trust, "signature");
  },

  "16: the age of an extreme time overflows": async (api) => {
    const ancient = ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00+23:59", "1969-12-31T23:59:59.999Z"];
    const distant = ["9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59-23:59"];
    for (const now of [signedAt, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE]) {
      for (const timestamp of ancient) refuses("too_old", await fresh(api, timestamp, now));
    }
    for (const now of [0, signedAt]) {
      for (const timestamp of distant) refuses("in_future", await fresh(api, timestamp, now));
    }
    for (const timestamp of distant) refuses("too_old", await fresh(api, timestamp, Number.MAX_VALUE));
    for (const timestamp of ["9223372036854775807", -9223372036854775808n.toString(), "+275760-09-13T00:00:00Z"])
      refuses("timestamp_invalid", await fresh(api, timestamp, signedAt));
    const endless = { maxAgeSeconds: Number.MAX_VALUE, maxFutureSeconds: Number.MAX_VALUE };
    for (const timestamp of [...ancient, ...distant])
      same((await fresh(api, timestamp, signedAt, endless))().trust, "signature");
  },

  "17: a default time limit refuses late retries": async (api) => {
    for (const timestamp of ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "no time"])
      same((await fresh(api, timestamp, signedAt, {}))().trust, "signature");
    refuses("too_old", await fresh(api, "2025-07-08T12:29:55Z", signedAt, { maxAgeSeconds: 300 }));
  },

  "18: there can be only one secret at a time": async ({ optondemand }) => {
    for (const [position, secret] of ["new", key, "old"].entries()) {
      same(
        optondemand.verify({ body: text, headers: await signed(text, secret) }, { secret: ["new", encode(key), "old"] })
          .keyIndex,
        position,
      );
    }
  },

  "19: a body that holds a replacement pattern is refused": async ({ optondemand }) => {
    for (const pattern of ["$&", "$$", "$1", "$`", "$'", "$<a>", "%s", "{0}"]) {
      const body = JSON.stringify({ event: pattern });
      same(optondemand.receive({ body, headers: await signed(body) }, { secret: key }).event, pattern);
    }
  },

  "20: a parsed body is serialised again and hashed": async ({ optondemand }) => {
    const compact = JSON.stringify(JSON.parse(text));
    for (const body of [
      JSON.parse(text),
      [1],
      5,
      true,
      null,
      new String(compact),
      { toString: () => compact, toJSON: () => compact },
    ]) {
      const error = refuses("body_not_raw", () => optondemand.verify({ body, headers: genuine }, { secret: key }));
      if (!error.message.includes("arrayBuffer()"))
        throw new Error("the message does not say how to get the raw bytes");
    }
  },

  "21: reading a body as text loses bytes": async ({ optondemand }) => {
    const [sent, read] = [Uint8Array.of(0x22, 0xff, 0x22), encode('"\ufffd"')];
    same(new TextDecoder().decode(sent), new TextDecoder().decode(read));
    const headers = await signed(sent);
    same(optondemand.verify({ body: sent, headers }, { secret: key }).trust, "signature");
    refuses("mismatch", () => optondemand.verify({ body: read, headers }, { secret: key }));
  },

  "22: an answer tells how much of a secret is right": async ({ optondemand, xoxoday, reward, isendu }) => {
    const hex = (await signature(text)).slice(7);
    const comparisons = [
      [
        "mismatch",
        hex,
        (guess) =>
          optondemand.verify(
            { body: text, headers: { "x-signature": `sha256=${guess}` } },
            { secret: ["another", key] },
          ),
      ],
      [
        "mismatch",
        apiKey,
        (guess) => xoxoday.verify({ headers: { "x-api-key": guess } }, { apiKey: ["another", apiKey] }),
      ],
      ["mismatch", urlToken, (guess) => reward.verify({ url: `/${guess}` }, { urlToken })],
      [
        "unknown_key_id",
        urlToken,
        (guess) => isendu.confirm(JSON.stringify({ keyId: guess }), { keyId: urlToken, secret: "s" }),
      ],
    ];
    for (const [code, right, call] of comparisons) {
      call(right);
      const near = Array.from(
        right,
        (character, at) => right.slice(0, at) + (character === "0" ? "1" : "0") + right.slice(at + 1),
      );
      const answers = [...near, "0".repeat(right.length)].map((guess) => refuses(code, () => call(guess)));
      same(new Set(answers.map((error) => error.message)).size, 1);
    }
    for (const guess of ["x", urlToken.slice(0, -1), `${urlToken}x`, urlToken.repeat(20)])
      refuses("mismatch", () => reward.verify({ url: `/${guess}` }, { urlToken }));
  },

  "23: a large integer is rounded": ({ isendu }) => {
    same(isendu.parse('{"x":[12345678901234567890,-9007199254740993,9007199254740991]}').payload.x, [
      "12345678901234567890",
      "-9007199254740993",
      9_007_199_254_740_991,
    ]);
  },

  "24: the last of two equal keys wins": ({ isendu, optondemand, reward, xoxoday }) => {
    for (const provider of [isendu, optondemand, reward, xoxoday]) {
      same(
        refuses("duplicate_key", () => provider.parse('{"data":{"items":[{"id":1},{"id":2,"i\\u0064":3}]}}')).path,
        "data.items[1].id",
      );
    }
  },

  "25: one large integer loses the whole body, and __proto__ replaces the prototype": ({ isendu }) => {
    const { payload } = isendu.parse('{"id":9007199254740993,"much":1e400,"__proto__":{"admin":true}}');
    same([payload.id, payload.much, payload.admin], ["9007199254740993", "1e400", undefined]);
    same(Object.getOwnPropertyDescriptor(payload, "__proto__").value, { admin: true });
    same(Object.getPrototypeOf(payload) === Object.prototype, true);
  },

  "26: a key that isn't read may be duplicated": ({ isendu, optondemand, reward, xoxoday }) => {
    const bodies = [
      [isendu, '{"order":[{"uuid":"o","unread":1,"unread":2}]}', "order[0].unread"],
      [optondemand, '{"event":"ORDER_STATUS_UPDATED","data":{},"unread":1,"unread":1}', "unread"],
      [
        reward,
        '{"id":"e","type":"trigger_event.created","data":{"user":{"id":1,"unread":{"x":1,"x":1}},"trigger":{"id":"t"}}}',
        "data.user.unread.x",
      ],
      [xoxoday, '{"id":1,"data":{"orderId":1,"deliveryStatus":"delivered","unread":1,"unread":1}}', "data.unread"],
    ];
    for (const [provider, body, path] of bodies) same(refuses("duplicate_key", () => provider.parse(body)).path, path);
  },

  "27: an error shows the secret, the header or the body": async ({ optondemand, xoxoday, reward, isendu }) => {
    const words = ["s3cret-key-s3cret", "h3ader-value", "b0dy-text"];
    const [secret, header, body] = words;
    const errors = [
      refuses("mismatch", () => optondemand.verify({ body, headers: genuine }, { secret })),
      refuses("malformed_signature", () =>
        optondemand.verify({ body, headers: { "x-signature": header } }, { secret }),
      ),
      refuses("multiple_values", () =>
        optondemand.verify({ body, headers: { "x-signature": `${header},${header}` } }, { secret }),
      ),
      refuses("invalid_json", () => optondemand.parse(body)),
      refuses("wrong_type", () => optondemand.parse(`{"event":["${body}"]}`)),
      refuses("mismatch", () => xoxoday.verify({ headers: { "x-api-key": header } }, { apiKey: secret })),
      refuses("mismatch", () => reward.verify({ url: `/${header}` }, { urlToken: secret })),
      refuses("ip_not_allowed", () =>
        reward.verify({ url: `/${secret}`, ip: "203.0.113.1" }, { urlToken: secret, allowedIps: ["::1"] }),
      ),
      refuses("unknown_key_id", () => isendu.confirm(`{"keyId":"${body}"}`, { keyId: header, secret })),
      refuses("invalid_config", () => xoxoday.receiver({ apiKey: secret, urlToken: 5 })),
    ];
    for (const error of errors) {
      for (const word of words) if (shown(error).includes(word)) throw new Error(`shown: ${word} by ${error.code}`);
    }
  },

  "28: the answer to a forgery contains the right signature": async ({ optondemand }) => {
    const hex = (await signature(text)).slice(7);
    const error = refuses("mismatch", () =>
      optondemand.verify({ body: text, headers: { "x-signature": `sha256=${"0".repeat(64)}` } }, { secret: key }),
    );
    if (shown(error).toLowerCase().includes(hex)) throw new Error("the signature is shown");
  },

  "29: nothing works before an initialisation, which may fail": (api) => {
    same(
      Object.keys(api).filter((name) => /^(init|default|ready)/i.test(name)),
      [],
    );
    same(api.reward.parse('{"id":"e","type":"x"}').kind, "unrecognized");
  },

  "31: a forgotten await lets a forgery through": async ({ optondemand }) => {
    const results = [
      optondemand.verify({ body: text, headers: genuine }, { secret: key }),
      optondemand.receive({ body: text, headers: genuine }, { secret: key }),
      optondemand.parse(text),
      optondemand.receiver({ secret: key }),
    ];
    for (const result of results) same(typeof result.then, "undefined");
    // It throws synchronously: there is nothing to wait for.
    refuses("mismatch", () => optondemand.verify({ body: `${text} `, headers: genuine }, { secret: key }));
  },

  "32: the result is a boolean, which is easy to ignore": ({ optondemand, isendu, reward, xoxoday }) => {
    refuses("mismatch", () => optondemand.verify({ body: `${text} `, headers: genuine }, { secret: key }));
    refuses("mismatch", () => xoxoday.verify({ headers: { "x-api-key": "no" } }, { apiKey }));
    refuses("mismatch", () => reward.verify({ url: "/no" }, { urlToken }));
    refuses("unknown_key_id", () => isendu.confirm('{"keyId":"K"}', { keyId: "L", secret: "s" }));
    const proofs = [
      optondemand.verify({ body: text, headers: genuine }, { secret: key }),
      xoxoday.verify({ headers: { "x-api-key": apiKey } }, { apiKey }),
      reward.verify({ url: `/${urlToken}` }, { urlToken }),
    ];
    same(
      proofs.map((proof) => proof.trust),
      ["signature", "shared-secret", "url-token"],
    );
  },
};

/** Runs all of them. Returns their number and the failures. */
export async function runDefects(api) {
  const failures = [];
  for (const [name, check] of Object.entries(defects)) {
    try {
      await check(api);
    } catch (error) {
      failures.push(`${name}: ${error.message}`);
    }
  }
  return { run: Object.keys(defects).length, failures };
}
