// Reads the bytes of a body or a key from any type that may hold them.

import {
  areCopiedWhole,
  arrayBufferLength,
  bytesOfDataView,
  bytesOfTypedArray,
  indexOf,
  isOfOwnLength,
  isWellFormed,
  toUtf8,
  typedArrayLength,
  typedArrayName,
  typeName,
} from "./primordials.js";
import { isObject } from "./own.js";

const { isArray } = Array;
const { isView } = ArrayBuffer;

/** Problems of a body that has the right type. */
export const TOO_LARGE = Symbol("too large");
export const HALF_SURROGATE = Symbol("half a surrogate pair");

const REPLACED = "bytes in a realm where Uint8Array.prototype was replaced";

/** Returns the bytes of a view or buffer without copying them. Throws a TypeError if it is detached. */
export function bytesOf(value) {
  if (!isView(value)) {
    arrayBufferLength(value);
    return new Uint8Array(value);
  }
  const name = typedArrayName(value);
  if (name === undefined) return bytesOfDataView(value);
  // A typed array that is detached, or outside a shrunk buffer, has the length 0 as well. This throws for both.
  if (typedArrayLength(value) === 0) indexOf(value, 0);
  return name === "Uint8Array" && isOfOwnLength(value) ? value : bytesOfTypedArray(value);
}

/** Returns the bytes of a body, or its problem: one of the symbols above, or a text that names its type. */
export function readBody(value, limit) {
  const isText = typeof value === "string";
  // No string has fewer bytes in UTF-8 than it has code units.
  if (isText && value.length > limit) return TOO_LARGE;
  let bytes;
  try {
    bytes = isText ? toUtf8(value) : bytesOf(value);
  } catch {
    return describe(value);
  }
  if (typedArrayLength(bytes) > limit) return TOO_LARGE;
  if (!areCopiedWhole(bytes)) return REPLACED;
  return isText && !isWellFormed(value) ? HALF_SURROGATE : bytes;
}

function describe(value) {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (!isObject(value)) return `a ${typeof value}`;
  try {
    if (isArray(value)) return "an array";
    if (isView(value)) return "a view on a detached or shrunk buffer";
    if (typeName(value) === "[object ArrayBuffer]") return "a detached buffer";
    if (typeof value.then === "function") return "a promise that was not awaited";
    if (typeof value.getReader === "function" || typeof value.pipe === "function") return "a stream";
  } catch {
    // A proxy or getter of the caller's threw. Its type doesn't matter.
  }
  return "a parsed object";
}
