// Hand-written checks, in the few lines that people usually write.

import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { API_KEY, SECRET, TOKEN } from "./keys.mjs";

const equal = (given, wanted) => given.length === wanted.length && timingSafeEqual(given, wanted);

/** As in GitHub's guide: compares the expected header with the actual one. Decoding the digits would take longer. */
const wantedHeader = (secret, body) => Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
const givenHeader = ({ header }, headers) => Buffer.from(header(headers, "x-signature"));

const isSigned =
  (platform) =>
  ({ body, headers }) =>
    equal(givenHeader(platform, headers), wantedHeader(SECRET, body));

const key = Buffer.from(API_KEY);
const hasKey =
  ({ header }) =>
  ({ headers }) =>
    equal(Buffer.from(header(headers, "x-api-key")), key);

const token = Buffer.from(TOKEN);
const hasToken =
  () =>
  ({ url }) =>
    equal(Buffer.from(url.slice(url.lastIndexOf("/") + 1)), token);

const PROOFS = { optondemand: isSigned, xoxoday: hasKey, reward: hasToken, isendu: hasToken };

const dedupeKey = (body) => `sha256:${createHash("sha256").update(body).digest("hex")}`;

export const verifyByHand = (provider, platform) => [{ name: "node:crypto by hand", call: PROOFS[provider](platform) }];

export function receiveByHand(provider, platform) {
  const isGenuine = PROOFS[provider](platform);
  const parse = ({ body }) => JSON.parse(platform.text(body));
  return [
    { name: "by hand: verify, JSON.parse", call: (delivery) => isGenuine(delivery) && { payload: parse(delivery) } },
    {
      name: "by hand: verify, SHA-256 key, JSON.parse",
      call: (delivery) => isGenuine(delivery) && { dedupeKey: dedupeKey(delivery.body), payload: parse(delivery) },
    },
  ];
}

/** Tries all keys, so that the time doesn't depend on which one matches. */
export function rotateByHand(secrets, platform) {
  const call = ({ body, headers }) => {
    const given = givenHeader(platform, headers);
    return secrets.map((secret) => equal(given, wantedHeader(secret, body))).includes(true);
  };
  return [{ name: "node:crypto by hand", call }];
}
