// Reads fields. A reader gets a node, or undefined if the field is absent, and returns null for a value that it can't use.

import { createHash } from "node:crypto";
import { fail } from "./faults.mjs";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** A JSON number (RFC 8259, section 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Returns the node at a path; undefined if a part of the path is absent or not an object. */
export const find = (root, path) => path.split(".").reduce((node, name) => node?.members?.get(name), root);

/** Returns the value of a required field. */
export function required(root, path, reader) {
  const node = find(root, path);
  if (node === undefined) fail("missing_field", path);
  return reader(node) ?? fail("wrong_type", path);
}

/** Returns the value of an optional field, or null. */
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

/** The token of a number or of a text that is a number. It must fit into a double. */
export function decimal(node) {
  const token = node?.kind === "number" ? node.token : anyText(node);
  return token !== null && NUMBER.test(token) && Number.isFinite(Number(token)) ? token : null;
}

/** Removes spaces and tabs on both sides. */
export const trimmed = (value) => value.replace(/^[ \t]+|[ \t]+$/g, "");

/** Converts ASCII letters to lower case, and no others. */
export const lower = (value) => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
