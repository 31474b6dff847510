// Signatures of the platform must be accepted, and the same ones with a changed digit refused. This file uses only the language,
// so that Node and workerd can run it.

import { generator } from "../support/random.mjs";

/** The platform's implementations of HMAC-SHA256, by name. Not every runtime has node:crypto. */
export async function platformMacs() {
  const macs = { WebCrypto: webCryptoMac };
  const node = await import("node:crypto").catch(() => undefined);
  if (node?.createHmac) macs["node:crypto"] = (key, body) => node.createHmac("sha256", key).update(body).digest("hex");
  return macs;
}

/** Computes an HMAC-SHA256 in any runtime. Returns it in hexadecimal. */
export async function webCryptoMac(key, body) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", imported, body));
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Lengths around SHA-256's block size, where its padding and HMAC's change. */
const EDGES = [1, 31, 32, 33, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129];

/** Draws keys and bodies of random lengths. */
export function drawMessages(seed) {
  const { below, pick, bytes } = generator(seed);
  return Array.from({ length: 300 }, () => {
    const key = bytes(pick([pick(EDGES), 1 + below(200)]));
    key[0] ||= 1; // a key of zeros is refused
    return { key, body: bytes(pick([0, pick(EDGES), below(5000)])), at: below(64) };
  });
}

/** Compares random keys, lengths and bodies. Returns the number of signatures, and the differences. */
export async function compareMacs({ optondemand }, macs, seed) {
  const failures = [];
  let run = 0;
  for (const [round, { key, body, at }] of drawMessages(seed).entries()) {
    for (const [name, mac] of Object.entries(macs)) {
      run += 1;
      const hex = await mac(key, body);
      const neighbour = hex.slice(0, at) + (hex[at] === "0" ? "1" : "0") + hex.slice(at + 1);
      const outcomes = [hex, hex.toUpperCase(), neighbour].map((text) => outcome(optondemand, key, body, text));
      if (outcomes.join() !== "1,1,mismatch") failures.push(`${name}, round ${round}: ${outcomes}`);
    }
  }
  return { run, failures };
}

function outcome(optondemand, key, body, hex) {
  try {
    return optondemand.verify({ body, headers: { "x-signature": `sha256=${hex}` } }, { secret: ["another", key] })
      .keyIndex;
  } catch (error) {
    return error.code ?? String(error);
  }
}
