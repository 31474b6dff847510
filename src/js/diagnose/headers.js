// Reads all headers of a request, in any of the usual forms: a search also looks under other names.

import { isObject, isRecord, MOST, own, takeEach, textOrNull } from "../input/own.js";
import { push } from "../input/primordials.js";

const { apply } = Reflect;
const { keys } = Object;
const { isArray } = Array;

/** The value of a header that is not a text. It is a fault if the proof needs this header, as in `verify`. */
const UNUSABLE = null;

/** Returns alternating names and values; `null` if the headers have a wrong type. */
export function readHeaders(headers) {
  const read = [];
  const take = (name, value) => {
    if (typeof name !== "string") return false;
    if (value !== undefined) for (const each of valuesOf(value)) push(read, name, textOrNull(each) ?? UNUSABLE);
    return true;
  };
  if (headers === undefined) return read;
  if (!isObject(headers)) return null;
  const pairs = pairsOf(headers);
  if (pairs !== undefined)
    return takeEach(pairs, (pair) => isObject(pair) && take(own(pair, 0), own(pair, 1))) ? read : null;
  if (!isRecord(headers)) return null;
  const names = keys(headers);
  return names.length <= MOST && names.every((name) => take(name, valueOf(headers, name))) ? read : null;
}

function valuesOf(value) {
  if (!isArray(value)) return [value];
  return value.length > MOST ? [UNUSABLE] : value;
}

/** Returns a header of a record. A getter of another header may throw: `verify` does not call it. */
function valueOf(headers, name) {
  try {
    return headers[name];
  } catch {
    return UNUSABLE;
  }
}

function pairsOf(headers) {
  if (isArray(headers)) return headers;
  if (isRecord(headers) && typeof own(headers, "entries") !== "function") return undefined;
  if (typeof headers[Symbol.iterator] === "function") return headers;
  return typeof headers.entries === "function" ? apply(headers.entries, headers, []) : undefined;
}
