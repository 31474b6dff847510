import { createHash } from "node:crypto";

/** In bytes of UTF-8. An index of PostgreSQL takes about 2 700 bytes, a Durable Object's name 2 048. */
const LONGEST_KEY = 512;

/** In UTF-16 code units. A status or a path, which is only shown, may come as long as the body. */
const LONGEST_TEXT = 200;

const encoder = new TextEncoder();

/**
 * Returns the key as it stands where every database takes it. Providers choose their ids, and an authentic delivery may
 * hold one of a million characters, or with U+0000, which PostgreSQL's text has not: its SHA-256 stands for such a key.
 *
 * @param {string} key
 */
export function storableKey(key) {
  if (!key.includes("\0") && encoder.encode(key).length <= LONGEST_KEY) return key;
  return `key:sha256:${createHash("sha256").update(key).digest("hex")}`;
}

/**
 * Returns the text as every database takes it: with a sign for U+0000, and cut where it is too long.
 *
 * @param {string} text
 */
export function storableText(text) {
  const cut = text.replaceAll("\0", "\u2400").slice(0, LONGEST_TEXT);
  return cut.replace(/[\uD800-\uDBFF]$/, ""); // half of a pair, where the cut went through one
}
