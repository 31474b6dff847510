// The checks that every cell of the matrix runs. They use only the language, so that they run in every runtime. The signatures
// are constants, so that the package isn't checked with itself.

export const SECRET = "whsec_test_0123456789abcdef";
const TOKEN = "tok_5f2c9d7e41b84a06";
export const BODY =
  '{"event":"ORDER_STATUS_UPDATED","timestamp":"2026-10-01T12:00:00Z","data":{"id":9007199254740993,"name":"Zoë"}}';
// The HMAC-SHA256 of BODY with the key SECRET, and the SHA-256 of BODY, from OpenSSL.
const MAC = "d16e4550df197c4ce8963191c1ec4b89e2f9d219b1f6ed60a82253ebccb7b505";
const HASH = "7529ec8d00fa2f4877054769a8e07f647e84ad33aa1bc4db81c666739a650c89";
export const SIGNED = { "X-Signature": `sha256=${MAC}` };

/** Two senders as schemes, and a genuine delivery of each: the HMAC-SHA256 of the filled template, from OpenSSL. */
const LISTED = {
  name: "listed",
  proof: "hmac-sha256",
  header: "x-listed",
  list: ",",
  prefix: "v1=",
  encoding: "hex",
  key: "utf8",
  signed: "{timestamp}.{body}",
  timestamp: { prefix: "t=", unit: "s" },
};
const IN_BASE64 = {
  ...LISTED,
  name: "in-base64",
  list: " ",
  prefix: "v1,",
  encoding: "base64",
  key: "base64",
  signed: "{id}.{timestamp}.{body}",
  timestamp: { header: "x-time", unit: "s" },
  id: { header: "x-id" },
};
const SENDERS = [
  [
    LISTED,
    SECRET,
    { "X-Listed": "t=1700000000,v1=5cfce72b68c7ca2ced7b3238eb46afec7f75eca8f74b2dfa83afbdfe9fa8575b" },
    `listed:sha256:${HASH}`,
  ],
  [
    IN_BASE64,
    "d2hzZWNfdGVzdF8wMTIzNDU2Nzg5YWJjZGVm",
    { "X-Listed": "v1,CRQeQwISwUxwGTmGQcq6CUB7UyYvQCTyJb8qpGn6Sns=", "X-Time": "1700000000", "X-Id": "msg_1" },
    "in-base64:msg_1",
  ],
];

/** The bytes of BODY, without an encoder: not every runtime has one. */
const bytes = () =>
  Uint8Array.from(encodeURIComponent(BODY).match(/%..|./g), (part) =>
    part[1] ? Number(`0x${part.slice(1)}`) : part.charCodeAt(0),
  );

const show = (value) => JSON.stringify(value) ?? String(value);

function equal(actual, expected) {
  if (show(actual) !== show(expected)) throw new Error(`${show(actual)} instead of ${show(expected)}`);
}

/** Checks that a call throws the package's error with a code. Recognises it by name and code (src/docs/errors.md). */
function refuses(code, call) {
  let refusal = null;
  try {
    call();
  } catch (error) {
    refusal = error;
  }
  equal([refusal?.name, refusal?.code, refusal instanceof Error], ["WebhookError", code, true]);
  return refusal;
}

const verified = (api, body, headers = SIGNED, secret = SECRET) =>
  api.optondemand.verify({ body, headers }, { secret });

export const CHECKS = {
  "a genuine signature": ({ api }) => {
    equal(verified(api, BODY), { provider: "optondemand", trust: "signature", keyIndex: 0 });
    for (const [scheme, secret, headers, dedupeKey] of SENDERS) {
      const event = api.custom(scheme).receive({ body: bytes(), headers }, { secret });
      equal([event.trust, event.signedMs, event.dedupeKey], ["signature", 1_700_000_000_000, dedupeKey]);
    }
  },
  "a forged signature": ({ api }) => {
    refuses("mismatch", () => verified(api, BODY, { "x-signature": `sha256=${MAC.replace("d", "e")}` }));
    refuses("missing_header", () => verified(api, BODY, {}));
    for (const [scheme, secret, headers] of SENDERS) {
      const verify = (body, given) => api.custom(scheme).verify({ body, headers: given }, { secret });
      refuses("mismatch", () => verify(`${BODY} `, headers));
      refuses("missing_header", () => verify(BODY, {}));
      refuses("malformed_signature", () => verify(BODY, { ...headers, "X-Listed": "v2=00" }));
      refuses("invalid_config", () => api.custom({ ...scheme, signed: "{timestamp}" }));
    }
  },
  "another body": ({ api }) => refuses("mismatch", () => verified(api, `${BODY} `)),
  "the second key of two": ({ api }) => equal(verified(api, BODY, SIGNED, ["whsec_before", SECRET]).keyIndex, 1),
  "a body as bytes, buffer or view": ({ api }) => {
    for (const body of [bytes(), bytes().buffer, new DataView(bytes().buffer)])
      equal(verified(api, body).trust, "signature");
  },
  "a window on a larger buffer": ({ api }) => {
    const larger = new Uint8Array(bytes().length + 9);
    larger.set(bytes(), 4);
    equal(verified(api, larger.subarray(4, -5)).trust, "signature");
  },
  "Headers, where there are any": ({ api }) => {
    const pairs = [["x-signature", SIGNED["X-Signature"]]];
    equal(verified(api, BODY, typeof Headers === "function" ? new Headers(pairs) : new Map(pairs)).trust, "signature");
  },
  "a parsed body is refused": ({ api }) => refuses("body_not_raw", () => verified(api, JSON.parse(BODY))),
  "an empty key is refused": ({ api }) => refuses("invalid_config", () => verified(api, BODY, SIGNED, "")),
  "a receiver": ({ api }) => {
    const receiver = api.optondemand.receiver({ secret: SECRET });
    const event = receiver.receive({ body: bytes(), headers: SIGNED });
    equal(
      [event.trust, event.kind, event.dedupeKey],
      ["signature", "ORDER_STATUS_UPDATED", `optondemand:sha256:${HASH}`],
    );
    equal([event.payload.data, event.timestampMs], [{ id: "9007199254740993", name: "Zoë" }, Date.UTC(2026, 9, 1, 12)]);
    refuses("mismatch", () => receiver.receive({ body: "{}", headers: SIGNED }));
  },
  "a static key": ({ api }) => {
    const verify = (key) => api.xoxoday.verify({ headers: { "x-api-key": key } }, { apiKey: "a1p2z5b7v68b9112234" });
    equal(verify(" a1p2z5b7v68b9112234 "), { provider: "xoxoday", trust: "shared-secret", keyIndex: 0 });
    refuses("mismatch", () => verify("a1p2z5b7v68b9112235"));
  },
  "a token in the URL": ({ api }) => {
    const verify = (url) => api.reward.verify({ url }, { urlToken: TOKEN });
    equal(verify(`https://shop.example/reward/${TOKEN}`).trust, "url-token");
    refuses("mismatch", () => verify("https://shop.example/reward/tok_0a1b2c3d4e5f6071"));
  },
  "isendu's confirmation": ({ api }) => {
    const confirm = (keyId) => api.isendu.confirm(`{"keyId":"${keyId}"}`, [{ keyId: "key-1", secret: 'api "1"' }]);
    equal([confirm("key-1").status, confirm("key-1").body], [200, '{"response":"api \\"1\\""}']);
    equal(api.isendu.confirm("{}", { keyId: "key-1", secret: "s" }), null);
    refuses("unknown_key_id", () => confirm("key-2"));
  },
  "large integers": ({ api }) => {
    const { payload } = api.reward.parse(
      '{"id":"e","type":"x","n":[9007199254740991,-9007199254740992,1e400,1.50,12345678901234567890]}',
    );
    equal(payload.n, [9007199254740991, "-9007199254740992", "1e400", 1.5, "12345678901234567890"]);
  },
  "a duplicate key": ({ api }) => {
    equal(refuses("duplicate_key", () => api.reward.parse('{"id":"e","a":{"b":1,"\\u0062":2}}')).path, "a.b");
  },
  "a key named __proto__": ({ api }) => {
    const { payload } = api.reward.parse('{"id":"e","type":"x","__proto__":{"admin":true}}');
    equal(
      [payload.admin, Object.keys(payload), Object.getPrototypeOf(payload) === Object.prototype],
      [undefined, ["id", "type", "__proto__"], true],
    );
  },
  "text beyond ASCII": ({ api }) => equal(api.reward.parse('{"id":"é€😀","type":"x"}').id, "é€😀"),
  "what supersedes what": ({ api }) => {
    const at = (second) =>
      api.xoxoday.parse(
        `{"id":1,"data":{"orderId":7,"deliveryStatus":"Delivered"},"createdAt":"2026-02-07 12:25:0${second}"}`,
      );
    equal(
      [
        api.xoxoday.supersedes(at(2), at(1)),
        api.xoxoday.supersedes(at(1), at(2)),
        api.xoxoday.supersedes(at(1), at(1)),
      ],
      [true, false, null],
    );
  },
  "an error says what to answer": ({ api }) => {
    const error = refuses("invalid_json", () => api.isendu.parse("{"));
    equal([error.status, error.retryUseful, error instanceof api.WebhookError], [422, false, true]);
  },
  "countersign/testing": ({ api, testing }) => {
    equal(testing.optondemand.sign(BODY, { secret: SECRET }), { "x-signature": `sha256=${MAC}` });
    equal(api.xoxoday.parse(testing.fixture("xoxoday.order.delivery_status")).orderId, "26663453");
  },
  "countersign/fetch and countersign/node, of the same copy": ({ api, handlers }) => {
    equal(handlers.length, 2);
    for (const { createHandler } of handlers) {
      equal(
        typeof createHandler({ provider: api.optondemand, config: { secret: SECRET }, onEvent: () => undefined }),
        "function",
      );
      equal(refuses("invalid_config", () => createHandler({})) instanceof api.WebhookError, true);
    }
  },
};

/** Runs every check. Returns the number that passed, and the failures with their reasons. */
export function conform(api, testing, handlers) {
  const failed = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      check({ api, testing, handlers });
    } catch (error) {
      failed.push(`${name}: ${error.message}`);
    }
  }
  return { passed: Object.keys(CHECKS).length - failed.length, failed };
}
