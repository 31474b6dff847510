import { createHash } from "node:crypto";

/** In bytes of UTF-8. An index of PostgreSQL takes about 2 700 bytes, a Durable Object's name 2 048. */
const LONGEST_KEY = 512;

/** In UTF-16 code units, for texts that are only shown: a status or a path may be as long as the body. */
const LONGEST_TEXT = 200;

const encoder = new TextEncoder();

/**
 * Returns the key in a form that every database accepts. Providers choose their ids, so an authentic delivery may have an id
 * with a million characters, or with U+0000, which PostgreSQL refuses. We replace such a key by its SHA-256.
 *
 * @param {string} key
 */
export function storableKey(key) {
  if (!key.includes("\0") && encoder.encode(key).length <= LONGEST_KEY) return key;
  return `key:sha256:${createHash("sha256").update(key).digest("hex")}`;
}

/**
 * Returns the text in a form that every database accepts: without U+0000, and not too long.
 *
 * @param {string} text
 */
export function storableText(text) {
  const cut = text.replaceAll("\0", "\u2400").slice(0, LONGEST_TEXT);
  return cut.replace(/[\uD800-\uDBFF]$/, ""); // the cut may have split a surrogate pair
}
