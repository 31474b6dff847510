// Reads the one header that a provider needs, from headers in any of the usual forms.

import { charCodeAt, headerOf, push, typeName } from "./primordials.js";
import { isObject, isRecord, MOST, own, takeEach, textOrNull } from "./own.js";

const { apply } = Reflect;
const { getPrototypeOf, hasOwn, keys } = Object;
const { isArray } = Array;

/** Stands for a header with several values. */
export const SEVERAL = Symbol("several values");

/** Returns the value of a header: `undefined` if it is absent, `null` if the headers or the value have the wrong type. */
export function readHeader(headers, wanted) {
  if (headers === undefined) return undefined;
  if (!isObject(headers)) return null;
  if (wanted === "") return undefined;
  if (isArray(headers)) return readPairs(headers, wanted);
  // A plain object is a record unless it has its own entries(). An `entries` that was added to Object.prototype, of this realm or
  // another one, doesn't count.
  const prototype = getPrototypeOf(headers);
  const isPlain = prototype === null || getPrototypeOf(prototype) === null;
  if (!isPlain && !hasOwn(headers, "entries") && typeName(headers) === "[object Headers]") {
    // Asking for one header takes a tenth of the time of going through all of them.
    const value = headerOf(headers, prototype, wanted);
    if (value !== undefined) return value === null ? undefined : textOrNull(value);
  }
  // Before entries(), because the entries() of a Set of pairs are not the pairs.
  if (!isPlain && typeof headers[Symbol.iterator] === "function") return readPairs(headers, wanted);
  const entries = isPlain ? own(headers, "entries") : headers.entries;
  if (typeof entries === "function") return readPairs(apply(entries, headers, []), wanted);
  return isRecord(headers) ? readRecord(headers, wanted) : null;
}

function readPairs(pairs, wanted) {
  const values = [];
  const take = (pair) => {
    const name = isObject(pair) ? own(pair, 0) : undefined;
    return typeof name === "string" && (!isNamed(name, wanted) || takeAll(own(pair, 1), values));
  };
  return takeEach(pairs, take) ? only(values) : null;
}

function readRecord(record, wanted) {
  const names = keys(record);
  const { length } = names;
  if (length > MOST) return null;
  const values = [];
  for (let at = 0; at < length; at += 1) {
    if (isNamed(names[at], wanted) && !takeAll(record[names[at]], values)) return null;
  }
  return only(values);
}

/** Adds a value, or a list of them, to `values`. Returns false if there are too many. */
function takeAll(value, values) {
  if (value === undefined) return true;
  if (!isArray(value)) return push(values, value) <= MOST;
  const { length } = value;
  if (length > MOST) return false;
  for (let at = 0; at < length; at += 1) push(values, own(value, at));
  return values.length <= MOST;
}

function only(values) {
  const { length } = values;
  for (let at = 0; at < length; at += 1) if (typeof values[at] !== "string") return null;
  if (length > 1) return SEVERAL;
  return length === 1 ? textOrNull(values[0]) : undefined;
}

/** Compares a name, ignoring ASCII case. `wanted` is in lower case. */
function isNamed(name, wanted) {
  const { length } = wanted;
  if (name.length !== length) return false;
  for (let at = 0; at < length; at += 1) {
    const unit = charCodeAt(name, at);
    const lower = unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit;
    if (lower !== charCodeAt(wanted, at)) return false;
  }
  return true;
}
