// What people write by hand, in the few lines that they write. `header` reads a header in the form that the runtime has.

import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { API_KEY, SECRET, TOKEN } from "./keys.mjs";

/** As most guides have it: both sides as bytes, after a look at the length. */
const equal = (given, wanted) => given.length === wanted.length && timingSafeEqual(given, wanted);

const isSigned = (header) => ({ body, headers }) => {
  const mac = createHmac("sha256", SECRET).update(body).digest();
  return equal(Buffer.from(header(headers, "x-signature").slice("sha256=".length), "hex"), mac);
};

const key = Buffer.from(API_KEY);
const hasKey = (header) => ({ headers }) => equal(Buffer.from(header(headers, "x-api-key")), key);

const token = Buffer.from(TOKEN);
const hasToken = () => ({ url }) => equal(Buffer.from(url.slice(url.lastIndexOf("/") + 1)), token);

const PROOFS = { optondemand: isSigned, xoxoday: hasKey, reward: hasToken, isendu: hasToken };

const text = ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
const parse = (body) => JSON.parse(text(body));
const dedupeKey = (body) => `sha256:${createHash("sha256").update(body).digest("hex")}`;

export function verifyByHand(provider, header) {
  return [{ name: "node:crypto by hand", call: PROOFS[provider](header) }];
}

export function receiveByHand(provider, header) {
  const isGenuine = PROOFS[provider](header);
  return [
    { name: "node:crypto + JSON.parse", call: (delivery) => isGenuine(delivery) && { payload: parse(delivery.body) } },
    {
      name: "node:crypto + SHA-256 key + JSON.parse",
      call: (delivery) => isGenuine(delivery) && { dedupeKey: dedupeKey(delivery.body), payload: parse(delivery.body) },
    },
  ];
}
