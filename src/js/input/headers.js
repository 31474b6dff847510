// The one header that a provider needs, or the few of a scheme, from headers in any of the usual forms.

import { charCodeAt, headerOf, push, textIndexOf, typeName } from "./primordials.js";
import { isObject, isRecord, MOST, own, takeEach, textOrNull } from "./own.js";

const { apply } = Reflect;
const { getPrototypeOf, hasOwn, keys } = Object;
const { isArray } = Array;

/** Marks a header with several values. */
export const SEVERAL = Symbol("several values");

/** Returns the value of a header: `undefined` if it is absent, `null` if the headers or the value have the wrong type. */
export function readHeader(headers, wanted) {
  if (headers === undefined) return undefined;
  if (!isObject(headers)) return null;
  if (wanted === "") return undefined;
  const values = readEach(headers, [wanted]);
  return values === null ? null : values[0];
}

/** How the values of several headers go to the module: see `scheme.rs`. No real value has a line end or such a mark. */
const SEVERAL_VALUES = "\r";
const UNUSABLE = "\0";

/** Returns the values of headers, one a line; `null` when headers or a value are of a wrong type. */
export function readHeaders(headers, names) {
  const values = headers === undefined ? [] : isObject(headers) ? readEach(headers, names) : null;
  if (values === null) return null;
  let lines = "";
  for (let at = 0; at < names.length; at += 1) lines += at > 0 ? `\n${line(values[at])}` : line(values[at]);
  return lines;
}

function line(value) {
  if (value === undefined) return "";
  if (value === SEVERAL) return SEVERAL_VALUES;
  return textIndexOf(value, "\n") < 0 && textIndexOf(value, "\r") < 0 ? value : UNUSABLE;
}

/** Returns the values of headers in the order of their names; `null` when headers or a value are of a wrong type. */
function readEach(headers, names) {
  if (isArray(headers)) return readPairs(headers, names);
  // A plain object is a record unless it brings its own entries(): whatever Object.prototype, of this realm or another,
  // was given does not count.
  const prototype = getPrototypeOf(headers);
  const isPlain = prototype === null || getPrototypeOf(prototype) === null;
  if (!isPlain && !hasOwn(headers, "entries") && typeName(headers) === "[object Headers]") {
    // To ask for one costs a tenth of going through all of them.
    const values = readReal(headers, prototype, names);
    if (values !== undefined) return values;
  }
  // Before entries(): a Set of pairs has an unsuitable entries().
  if (!isPlain && typeof headers[Symbol.iterator] === "function") return readPairs(headers, names);
  const entries = isPlain ? own(headers, "entries") : headers.entries;
  if (typeof entries === "function") return readPairs(apply(entries, headers, []), names);
  return isRecord(headers) ? readRecord(headers, names) : null;
}

/** Reads a genuine Headers; `undefined` for anything else. */
function readReal(headers, prototype, names) {
  const values = [];
  for (let at = 0; at < names.length; at += 1) {
    const value = headerOf(headers, prototype, names[at]);
    if (value === undefined) return undefined;
    const text = value === null ? undefined : textOrNull(value);
    if (text === null) return null;
    push(values, text);
  }
  return values;
}

function readPairs(pairs, names) {
  const found = lists(names);
  const take = (pair) => {
    const name = isObject(pair) ? own(pair, 0) : undefined;
    if (typeof name !== "string") return false;
    const at = placeOf(name, names);
    return at < 0 || takeAll(own(pair, 1), found[at]);
  };
  return takeEach(pairs, take) ? onlyOnes(found) : null;
}

function readRecord(record, names) {
  const given = keys(record);
  const { length } = given;
  if (length > MOST) return null;
  const found = lists(names);
  for (let at = 0; at < length; at += 1) {
    const wanted = placeOf(given[at], names);
    if (wanted >= 0 && !takeAll(record[given[at]], found[wanted])) return null;
  }
  return onlyOnes(found);
}

function lists(names) {
  const found = [];
  for (let at = 0; at < names.length; at += 1) push(found, []);
  return found;
}

function placeOf(name, names) {
  for (let at = 0; at < names.length; at += 1) if (isNamed(name, names[at])) return at;
  return -1;
}

function onlyOnes(found) {
  for (let at = 0; at < found.length; at += 1) {
    found[at] = only(found[at]);
    if (found[at] === null) return null;
  }
  return found;
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
