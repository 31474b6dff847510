// WebCrypto, with the key imported once.

import { Buffer } from "node:buffer";
import { SECRET } from "./keys.mjs";

const ALGORITHM = { name: "HMAC", hash: "SHA-256" };

async function importKey() {
  return crypto.subtle.importKey("raw", new TextEncoder().encode(SECRET), ALGORITHM, false, ["verify"]);
}

export async function verifyByWebCrypto(header) {
  const key = await importKey();
  const call = ({ body, headers }) => {
    const mac = Buffer.from(header(headers, "x-signature").slice("sha256=".length), "hex");
    return crypto.subtle.verify("HMAC", key, mac, body);
  };
  return [{ name: "WebCrypto, imported key", isAsync: true, call }];
}

export async function receiveByWebCrypto(header) {
  const [{ call: verify }] = await verifyByWebCrypto(header);
  const call = async (delivery) => (await verify(delivery)) && { payload: JSON.parse(new TextDecoder().decode(delivery.body)) };
  return [{ name: "WebCrypto + JSON.parse", isAsync: true, call }];
}
