// Messages of strangers. Each lacks one property of a genuine delivery, and none may be stored.

import { FORGED, KEYS } from "../keys.mjs";
import { hmac, message, proven } from "./message.mjs";

const LIMIT = 1_048_576;
const DOCUMENTS = {
  xoxoday: (n) =>
    `{"id":1,"data":{"orderId":"forged-${n}","deliveryStatus":"delivered"},"createdAt":"2030-01-01 00:00:00"}`,
  optondemand: (n) =>
    `{"event":"ORDER_STATUS_UPDATED","timestamp":"2030-01-01T00:00:00Z","data":{"orderId":"forged-${n}"}}`,
  isendu: (n) => `{"order":[{"uuid":"forged-${n}","updated":"2030-01-01T00:00:00Z","status":"delivered"}]}`,
  reward: (n) =>
    `{"id":"we_forged_${n}","type":"balance.credit_points_issued","time":"2030-01-01T00:00:00Z","data":{"user":{"id":"user1"},"transaction":{"id":"forged-${n}","amount":1000000}}}`,
};
const PROVIDERS = Object.keys(DOCUMENTS);

/** Headers with a wrong proof. */
const HEADERS = {
  xoxoday: [
    () => ({}),
    () => ({ "x-api-key": "" }),
    () => ({ "x-api-key": FORGED.apiKey }),
    () => ({ "x-api-key": KEYS.xoxoday.apiKey[0].toUpperCase() }),
    () => ({ "x-api-key": KEYS.xoxoday.apiKey.join(", ") }),
  ],
  optondemand: [
    () => ({}),
    (body) => ({ "x-signature": hmac(body, KEYS.optondemand.secret[0]) }),
    (body) => ({ "x-signature": `sha256=${hmac(body, FORGED.secret)}` }),
    (body) => ({ "x-signature": `sha256=${hmac(body, "")}` }),
    (body) => ({ "x-signature": `sha256=${hmac(`${body} `, KEYS.optondemand.secret[0])}` }),
    (body) => ({ "x-signature": `sha256=${hmac(body, KEYS.optondemand.secret[0]).slice(2)}` }),
  ],
};

const stranger = (provider, body, make) =>
  message(provider, body, { sort: "forged", from: "stranger", expect: [401], reply: null, ...make });

function wrongHeader(random, number) {
  const provider = random.pick(Object.keys(HEADERS));
  const body = DOCUMENTS[provider](number);
  return stranger(provider, body, {
    headers: { "content-type": "application/json", ...random.pick(HEADERS[provider])(body) },
  });
}

/** A body that was changed on its way, with its original signature. */
function changedBody(random, number) {
  const sent = proven(stranger("optondemand", DOCUMENTS.optondemand(number)), random);
  sent.body = Buffer.from(sent.body.toString().replace("forged", "FORGED"));
  return sent;
}

function wrongToken(random, number) {
  const provider = random.pick(PROVIDERS);
  const sent = proven(stranger(provider, DOCUMENTS[provider](number)), random);
  const others = PROVIDERS.filter((other) => other !== provider).map((other) => KEYS[other].urlToken[0]);
  const token = random.pick([FORGED.urlToken, KEYS[provider].urlToken[0].slice(0, -1), ...others]);
  return Object.assign(sent, { path: `/hooks/${provider}/${token}` });
}

/** Messages that a route, a method or a limit refuses, even if they were genuine. */
function refused(random, number) {
  const provider = random.pick(PROVIDERS);
  const sent = proven(stranger(provider, DOCUMENTS[provider](number), { sort: "refused" }), random);
  const change = random.pick([
    () => ({ method: "GET", body: Buffer.alloc(0), expect: [405] }),
    () => ({ method: "PUT", expect: [405] }),
    () => ({ path: sent.path.replace(provider, "nobody"), expect: [404] }),
    () => ({ path: `/hooks/${provider}/`, expect: [401, 404] }),
    () => ({ path: `/hooks/${provider}`, expect: [401, 404] }),
    () => ({ path: "/", expect: [404] }),
  ]);
  return Object.assign(sent, change());
}

function oversized(random, number) {
  const body = Buffer.alloc(LIMIT + 1 + random.below(1_000), " ");
  body.write(DOCUMENTS.xoxoday(number));
  const manner = random.chance(0.5) ? "chunked" : "plain";
  return proven(stranger("xoxoday", body, { sort: "refused", expect: [413], manner }), random);
}

/** Returns a message that must be refused. */
export function forged(random, number) {
  if (random.chance(0.01)) return oversized(random, number);
  return random.pick([wrongHeader, wrongHeader, changedBody, wrongToken, wrongToken, refused])(random, number);
}
