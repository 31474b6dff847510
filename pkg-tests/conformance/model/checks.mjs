// The checks of a delivery, in order: the config, the arguments, the size, the address, the proofs from the strongest to the
// weakest, and the age of the signature.

import { createHmac } from "node:crypto";
import { address, block, isIn } from "./addresses.mjs";
import { blocksOf, checkConfig, listed } from "./config.mjs";
import { fail, outcome } from "./faults.mjs";
import { optional, text } from "./fields.mjs";
import { argumentsOf, headerOf, tokenOf } from "./incoming.mjs";
import { read } from "./json.mjs";
import { instant } from "./times.mjs";

/** The defaults of the config. */
export const MAX_BODY_BYTES = 1_048_576;
const MAX_FUTURE_SECONDS = 300;

/** Returns the bytes of a genuine delivery, if it has a body, and how it was authenticated. */
export function verify(provider, incoming, config, { needsBody }) {
  checkConfig(provider, config);
  const delivery = argumentsOf(incoming, config, needsBody || Object.hasOwn(config, "secret"));
  if (delivery.body?.size > (config.maxBodyBytes ?? MAX_BODY_BYTES)) fail("body_too_large");
  if (Object.hasOwn(config, "allowedIps")) checkAddress(delivery.ip, blocksOf(provider, config.allowedIps));

  const proofs = PROOFS.filter(({ option }) => Object.hasOwn(config, option));
  const [strongest = { trust: "none", keyIndex: null }] = proofs.map(({ option, trust, matcher }) => {
    const matches = matcher(delivery, config);
    const keyIndex = listed(config[option]).findIndex((key) => matches(Buffer.from(key)));
    return keyIndex < 0 ? fail("mismatch") : { trust, keyIndex };
  });
  const bytes = delivery.body?.bytes();
  if (Object.hasOwn(config, "maxAgeSeconds")) checkAge(bytes, config, needsBody);
  return { bytes, proven: strongest };
}

function checkAddress(ip, allowed) {
  if (!allowed.map(block).some(isIn(address(ip)))) fail("ip_not_allowed");
}

/** The proofs. A matcher reads the proof of a delivery, and returns a function that compares it with a key. */
const PROOFS = [
  {
    option: "secret",
    trust: "signature",
    // OptOnDemand's documentation: HMAC-SHA256 (RFC 2104) of the raw body, in hexadecimal digits.
    matcher({ headers, body }) {
      const [, mac] = /^sha256=([\da-f]{64})$/i.exec(headerOf(headers, "x-signature")) ?? fail("malformed_signature");
      const bytes = body.bytes();
      return (key) => createHmac("sha256", key).update(bytes).digest().equals(Buffer.from(mac, "hex"));
    },
  },
  {
    option: "apiKey",
    trust: "shared-secret",
    matcher({ headers }) {
      const value = Buffer.from(headerOf(headers, "x-api-key"));
      return (key) => key.equals(value);
    },
  },
  {
    option: "urlToken",
    trust: "url-token",
    matcher({ url }, { urlTokenParam }) {
      const token = tokenOf(url, urlTokenParam);
      return (key) => key.equals(token);
    },
  },
];

/** A body that isn't valid JSON has no age. If the caller needs the body, the error of the body is thrown instead. */
function checkAge(bytes, { maxAgeSeconds, maxFutureSeconds = MAX_FUTURE_SECONDS, now = Date.now() }, needsBody) {
  const root = needsBody ? read(bytes) : outcome(() => read(bytes)).value;
  const signed = instant(optional(root, "timestamp", text));
  if (signed === null) fail("timestamp_invalid");
  if (now - signed > milliseconds(maxAgeSeconds)) fail("too_old");
  if (signed - now > milliseconds(maxFutureSeconds)) fail("in_future");
}

/** Shifts the decimal point in the text, because 1.001 * 1000 is less than 1001. */
function milliseconds(seconds) {
  const [digits, power = 0] = String(seconds).split("e");
  return Number(`${digits}e${Number(power) + 3}`);
}
