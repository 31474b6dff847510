// Only the MAC, without reading a header, and only the hash: in WebAssembly, in JavaScript, and from the platform.

import { createHash } from "node:crypto";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { createHMAC, createSHA256 } from "hash-wasm";
import { SECRET } from "./keys.mjs";

const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** hash-wasm compiles its bytes at run time. Workers don't allow that during a request. */
function canCompile() {
  try {
    return new WebAssembly.Module(EMPTY_MODULE) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}

function equal(one, other) {
  for (let at = 0; at < other.length; at += 1) if (one[at] !== other[at]) return false;
  return one.length === other.length;
}

const candidate = (name, compute) => ({ name, call: ({ body, expected }) => equal(compute(body), expected) });

const wasm = (name, hasher) => candidate(name, (body) => hasher.init().update(body).digest("binary"));

export async function macs() {
  const key = new TextEncoder().encode(SECRET);
  return [
    ...(canCompile() ? [wasm("hash-wasm: the MAC alone", await createHMAC(createSHA256(), SECRET))] : []),
    candidate("@noble/hashes: the MAC alone", (body) => hmac(sha256, key, body)),
  ];
}

export async function hashes() {
  return [
    ...(canCompile() ? [wasm("hash-wasm", await createSHA256())] : []),
    candidate("@noble/hashes", sha256),
    candidate("node:crypto", (body) => createHash("sha256").update(body).digest()),
  ];
}
