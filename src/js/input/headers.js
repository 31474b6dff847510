// The one header that a provider needs, or the few of a scheme, from headers in any of the usual forms.

import { charCodeAt, headerOf, isWellFormed, push, textIndexOf, typeName } from "./primordials.js";
import { isObject, isRecord, MOST, own, takeEach } from "./own.js";

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
  if (values === null) return null;
  const found = values[0];
  return typeof found === "string" && !isWellFormed(found) ? null : found;
}

/** How the values of several headers go to the module: see `scheme.rs`. No real value has a line end or such a mark. */
const SEVERAL_VALUES = "\r";
const UNUSABLE = "\0";

/** Returns the values of headers, one a line; `null` when headers or a value are of a wrong type. */
export function readHeaders(headers, names) {
  const values = headers === undefined ? nothing(names) : isObject(headers) ? readEach(headers, names) : null;
  if (values === null) return null;
  const lines = join(values, names, valueOf);
  if (!isWellFormed(lines)) return null;
  // One search of all lines is faster than one of each value.
  return hasLines(lines, names.length) ? lines : join(values, names, line);
}

function join(values, names, write) {
  let lines = write(values[0]);
  for (let at = 1; at < names.length; at += 1) lines += `\n${write(values[at])}`;
  return lines;
}

const valueOf = (found) => (found === undefined ? "" : found === SEVERAL ? SEVERAL_VALUES : found);

function line(found) {
  const text = valueOf(found);
  return found === SEVERAL || hasLines(text, 1) ? text : UNUSABLE;
}

/** Returns whether a text has this number of lines, and no carriage return. */
function hasLines(text, count) {
  let end = -1;
  for (let at = 1; at < count; at += 1) end = textIndexOf(text, "\n", end + 1);
  return textIndexOf(text, "\n", end + 1) < 0 && textIndexOf(text, "\r") < 0;
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

/** Reads a genuine Headers; `undefined` for another prototype. */
function readReal(headers, prototype, names) {
  const values = [];
  for (let at = 0; at < names.length; at += 1) {
    const value = headerOf(headers, prototype, names[at]);
    if (value === undefined) return undefined;
    if (value !== null && typeof value !== "string") return null;
    push(values, value ?? undefined);
  }
  return values;
}

function readPairs(pairs, names) {
  const found = nothing(names);
  const take = (pair) => {
    const name = isObject(pair) ? own(pair, 0) : undefined;
    if (typeof name !== "string") return false;
    const at = placeOf(name, names);
    return at < 0 || takeAll(own(pair, 1), found, at);
  };
  return takeEach(pairs, take) ? found : null;
}

function readRecord(record, names) {
  const given = keys(record);
  const { length } = given;
  if (length > MOST) return null;
  const found = nothing(names);
  // Most names have another length than the wanted ones. A shift counts modulo 32.
  let lengths = 0;
  for (let at = 0; at < names.length; at += 1) lengths |= 1 << names[at].length;
  for (let at = 0; at < length; at += 1) {
    const name = given[at];
    const wanted = ((lengths >>> name.length) & 1) === 0 ? -1 : placeOf(name, names);
    if (wanted >= 0 && !takeAll(record[name], found, wanted)) return null;
  }
  return found;
}

/** Returns a list without a value for each name. Its elements are its own, so that no prototype has a say. */
function nothing(names) {
  const found = [undefined];
  for (let at = 1; at < names.length; at += 1) push(found, undefined);
  return found;
}

function placeOf(name, names) {
  for (let at = 0; at < names.length; at += 1) if (isNamed(name, names[at])) return at;
  return -1;
}

/** Takes a value, or a list of them, for the header at a place. Returns false for a wrong type and for a list that is too long. */
function takeAll(value, found, place) {
  if (value === undefined) return true;
  if (!isArray(value)) return takeOne(value, found, place);
  // Further lists change nothing. We skip them, because the same long list could be repeated.
  if (found[place] === SEVERAL) return true;
  const { length } = value;
  if (length > MOST) return false;
  for (let at = 0; at < length; at += 1) if (!takeOne(own(value, at), found, place)) return false;
  return true;
}

function takeOne(value, found, place) {
  if (typeof value !== "string") return false;
  found[place] = found[place] === undefined ? value : SEVERAL;
  return true;
}

/** Compares a name, ignoring ASCII case. `wanted` is in lower case. */
function isNamed(name, wanted) {
  const { length } = wanted;
  if (name.length !== length) return false;
  if (name === wanted) return true;
  for (let at = 0; at < length; at += 1) {
    const unit = charCodeAt(name, at);
    const lower = unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit;
    if (lower !== charCodeAt(wanted, at)) return false;
  }
  return true;
}
