// Reads all headers of a request, in any of the usual forms: a search also looks under other names.

import { isObject, isRecord, own, takeEach } from "../input/own.js";
import { push } from "../input/primordials.js";

const { apply } = Reflect;
const { keys } = Object;
const { isArray } = Array;

/** Returns alternating names and values; `null` if the headers have a wrong type. */
export function readHeaders(headers) {
  const read = [];
  const take = (name, value) => {
    if (typeof name !== "string") return false;
    for (const each of isArray(value) ? value : [value]) {
      if (each === undefined) continue;
      if (typeof each !== "string") return false;
      push(read, name, each);
    }
    return true;
  };
  if (headers === undefined) return read;
  if (!isObject(headers)) return null;
  const pairs = pairsOf(headers);
  if (pairs !== undefined)
    return takeEach(pairs, (pair) => isObject(pair) && take(own(pair, 0), own(pair, 1))) ? read : null;
  return isRecord(headers) && keys(headers).every((name) => take(name, headers[name])) ? read : null;
}

function pairsOf(headers) {
  if (isArray(headers)) return headers;
  if (isRecord(headers) && typeof own(headers, "entries") !== "function") return undefined;
  if (typeof headers[Symbol.iterator] === "function") return headers;
  return typeof headers.entries === "function" ? apply(headers.entries, headers, []) : undefined;
}
