// WebCrypto, with the key imported once.

import { Buffer } from "node:buffer";
import { SECRET } from "./keys.mjs";

async function verifier({ header }) {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(SECRET),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  return ({ body, headers }) => {
    const mac = Buffer.from(header(headers, "x-signature").slice("sha256=".length), "hex");
    return crypto.subtle.verify("HMAC", key, mac, body);
  };
}

export const verifyByWebCrypto = async (platform) => [
  { name: "WebCrypto, imported key", isAsync: true, call: await verifier(platform) },
];

export async function receiveByWebCrypto(platform) {
  const verify = await verifier(platform);
  const call = async (delivery) => (await verify(delivery)) && { payload: JSON.parse(platform.text(delivery.body)) };
  return [{ name: "WebCrypto: verify, JSON.parse", isAsync: true, call }];
}
