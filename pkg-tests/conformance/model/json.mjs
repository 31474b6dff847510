// Reads a document by RFC 8259 with the rules of I-JSON (RFC 7493): UTF-8, no half of a surrogate pair, no duplicate names. It
// reports the first fault in the text, but checks the encoding before everything else.

import { fail } from "./faults.mjs";

/** How many levels a document may have: src/docs/errors.md (`too_deep`). */
const MAX_DEPTH = 127;

// The tokens of RFC 8259, sections 2 to 7.
const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const LITERAL = /true|false|null/y;
const INTEGER = /^-?\d+$/;

/** Returns the root, which is an object. A node has its `kind`, its `text` in the document, and its contents. */
export function read(bytes) {
  const text = decode(bytes);
  let at = 0;
  const take = (token) => {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const need = (token) => take(token) ?? fail("invalid_json");

  function value(depth, path) {
    take(BLANKS);
    const start = at;
    const node = object(depth, path) ?? array(depth, path) ?? scalar();
    node.text = text.slice(start, at);
    take(BLANKS);
    return node;
  }

  function object(depth, path) {
    if (!take(/\{/y)) return undefined;
    if (depth === MAX_DEPTH) fail("too_deep");
    const members = new Map();
    take(BLANKS);
    if (!take(/\}/y)) {
      do {
        take(BLANKS);
        const name = string();
        const place = path === undefined ? name : `${path}.${name}`;
        if (members.has(name)) fail("duplicate_key", place);
        take(BLANKS);
        need(/:/y);
        members.set(name, value(depth + 1, place));
      } while (take(/,/y));
      need(/\}/y);
    }
    return { kind: "object", members };
  }

  function array(depth, path = "") {
    if (!take(/\[/y)) return undefined;
    if (depth === MAX_DEPTH) fail("too_deep");
    const items = [];
    take(BLANKS);
    if (!take(/\]/y)) {
      do items.push(value(depth + 1, `${path}[${items.length}]`));
      while (take(/,/y));
      need(/\]/y);
    }
    return { kind: "array", items };
  }

  function scalar() {
    if (text[at] === '"') return { kind: "string", value: string() };
    const token = take(NUMBER);
    return token === undefined ? { kind: "literal", value: JSON.parse(need(LITERAL)) } : { kind: "number", token };
  }

  function string() {
    const unescaped = JSON.parse(need(STRING));
    return unescaped.isWellFormed() ? unescaped : fail("invalid_json");
  }

  const root = value(0);
  if (at < text.length) fail("invalid_json");
  return root.kind === "object" ? root : fail("not_object");
}

/** Decodes strictly, and skips one byte order mark at the start. */
function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return fail("invalid_utf8");
  }
}

/** Returns a node as `JSON.parse` would, except that a number that doesn't fit a double is its token. */
export function payload({ kind, members, items, token, value }) {
  if (kind === "object") return Object.fromEntries([...members].map(([name, member]) => [name, payload(member)]));
  if (kind === "array") return items.map(payload);
  if (kind !== "number") return value;
  // RFC 7493, section 2.2: numbers beyond 2^53 - 1, or that overflow, aren't interoperable.
  const number = Number(token);
  const isExact = INTEGER.test(token) ? Number.isSafeInteger(number) : Number.isFinite(number);
  return isExact ? number : token;
}
