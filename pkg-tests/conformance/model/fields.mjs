// How a field is read. A reader takes a node, or undefined where there is none, and returns null for what it cannot use.

import { createHash } from "node:crypto";
import { fail } from "./faults.mjs";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** A JSON number (RFC 8259, section 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Returns the node at a path, undefined where something on the way is absent or no object. */
export const find = (root, path) => path.split(".").reduce((node, name) => node?.members?.get(name), root);

/** Returns what a reader makes of a field that has to be there. */
export function required(root, path, reader) {
  const node = find(root, path);
  if (node === undefined) fail("missing_field", path);
  return reader(node) ?? fail("wrong_type", path);
}

/** Returns what a reader makes of a field, or null. */
export const optional = (root, path, reader) => reader(find(root, path));

export const object = (node) => (node?.kind === "object" ? node : null);
export const items = (node) => (node?.kind === "array" ? node.items : []);
export const anyText = (node) => (node?.kind === "string" ? node.value : null);
export const text = (node) => anyText(node) || null;

/** The token of an integer without a sign, a point or an exponent, of at most 64 digits. */
const digits = (node) => (node?.kind === "number" && /^\d{1,64}$/.test(node.token) ? node.token : null);

export const textOrDigits = (node) => digits(node) ?? text(node);

/** An identifier: digits as a number, or a text of 1 to 128 characters. */
export const identifier = (node) => digits(node) ?? (/^[^]{1,128}$/u.test(text(node) ?? "") ? node.value : null);

/** The token of a number, which may be spelled as a text, but has to fit into a double. */
export function decimal(node) {
  const token = node?.kind === "number" ? node.token : anyText(node);
  return token !== null && NUMBER.test(token) && Number.isFinite(Number(token)) ? token : null;
}

/** Takes away blanks on both sides, and knows two of them. */
export const trimmed = (value) => value.replace(/^[ \t]+|[ \t]+$/g, "");

/** Lowers the letters of ASCII, and no others. */
export const lower = (value) => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
