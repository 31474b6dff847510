// SHA-256 (FIPS 180-4) and HMAC (RFC 2104) step by step, with all values between a secret and its digest.

import { createHash, createHmac } from "node:crypto";
import assert from "node:assert/strict";

const BLOCK = 64;

/** The first 32 bits of the fractional parts of roots of the first primes (FIPS 180-4, sections 4.2.2 and 5.3.3). */
function primes(count) {
  const found = [];
  for (let number = 2; found.length < count; number += 1)
    if (found.every((prime) => number % prime)) found.push(number);
  return found;
}
const fraction = (root) => Math.floor((root % 1) * 2 ** 32) >>> 0;
const K = Uint32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));
const INITIAL = Uint32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));

const rotate = (word, by) => (word >>> by) | (word << (32 - by));
const wordsOf = (bytes) => Uint32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readUInt32BE(at * 4));
const bytesOf = (words) => Buffer.from(words.buffer.slice(0)).swap32();

/** Compresses a block. `seen` gets the message schedule, the schedule plus the constants, and the state of each round. */
function compress(chaining, block, seen) {
  const schedule = new Uint32Array(64);
  schedule.set(wordsOf(block));
  for (let t = 16; t < 64; t += 1) {
    const [early, late] = [schedule[t - 15], schedule[t - 2]];
    const small0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const small1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    schedule[t] = schedule[t - 16] + small0 + schedule[t - 7] + small1;
  }
  seen("message schedule", schedule);
  seen(
    "message schedule with the constants",
    schedule.map((word, t) => word + K[t]),
  );
  let state = Uint32Array.from(chaining);
  for (let t = 0; t < 64; t += 1) {
    const [a, b, c, d, e, f, g, h] = state;
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const first = h + big1 + ((e & f) ^ (~e & g)) + K[t] + schedule[t];
    const second = big0 + ((a & b) ^ (a & c) ^ (b & c));
    state = Uint32Array.of(first + second, a, b, c, d + first, e, f, g);
    // Twice: code may rotate the variables instead of the words, so the order may start anywhere.
    seen("state of a round", Uint32Array.of(...state, ...state));
  }
  const next = chaining.map((word, at) => word + state[at]);
  seen("chaining value", next);
  return next;
}

/** Hashes a message after `before`: a chaining value and the number of bytes behind it. The message itself is not secret. */
function hash(message, seen, before = { chaining: INITIAL, length: 0 }) {
  const blocks = Math.ceil((message.length + 9) / BLOCK);
  const padded = Buffer.alloc(blocks * BLOCK);
  padded.set(message);
  padded[message.length] = 0x80;
  padded.writeBigUInt64BE(BigInt(before.length + message.length) * 8n, padded.length - 8);
  let { chaining } = before;
  for (let at = 0; at < padded.length; at += BLOCK) {
    const block = padded.subarray(at, at + BLOCK);
    seen("padded message", block);
    chaining = compress(chaining, block, seen);
  }
  const digest = bytesOf(chaining);
  seen("digest", digest);
  return digest;
}

/** Passes all values of SHA-256 with a secret to `seen`, with their names, as bytes or words. */
export function traceSha256(secret, seen) {
  const digest = hash(secret, seen);
  assert.deepEqual(digest, createHash("sha256").update(secret).digest());
}

/** Passes all values of HMAC-SHA256 with a key to `seen`, from the preparation of the key to the MAC of a message. */
export function traceHmac(key, message, seen) {
  const short = key.length > BLOCK ? hash(key, (what, trace) => seen(`${what} of a long key`, trace)) : key;
  const [inner, outer] = [0x36, 0x5c].map((pad) => {
    const block = Buffer.alloc(BLOCK, pad);
    short.forEach((byte, at) => {
      block[at] ^= byte;
    });
    seen("padded key", block);
    return {
      chaining: compress(INITIAL, block, (what, trace) => seen(`${what} of a padded key`, trace)),
      length: BLOCK,
    };
  });
  // The schedule of the message is public, but its states and digests depend on the key.
  const ofMessage = (what, trace) => /state|chaining|digest/.test(what) && seen(`${what} of a keyed message`, trace);
  const ofDigest = (what, trace) => seen(`${what} of the outer hash`, trace);
  const mac = hash(hash(message, ofMessage, inner), ofDigest, outer);
  assert.deepEqual(mac, createHmac("sha256", key).update(message).digest());
  seen("MAC in digits", Buffer.from(mac.toString("hex")));
}
