// The one header that a provider needs, from headers in any of the usual forms.

import { charCodeAt, push } from "../builtins.js";
import { isObject, isRecord, MOST, own, readList, takeEach, textOrNull } from "./objects.js";

const { apply } = Reflect;
const { getPrototypeOf, keys } = Object;
const { isArray } = Array;

/** What stands for a header that is given more than once. */
export const SEVERAL = Symbol("several values");

/** Returns the value of a header: `undefined` when it is absent, `null` when headers or value are of a wrong type. */
export function readHeader(headers, wanted) {
  if (headers === undefined) return undefined;
  if (!isObject(headers)) return null;
  if (wanted === "") return undefined;
  const values = [];
  const take = (value) => push(values, value);
  const takeAll = (value) => {
    if (isArray(value)) return readList(value, take) !== null && values.length <= MOST;
    return value === undefined || take(value) <= MOST;
  };
  const takePair = (pair) => {
    const name = isObject(pair) ? own(pair, 0) : undefined;
    return typeof name === "string" && (!isNamed(name, wanted) || takeAll(own(pair, 1)));
  };
  const takeMember = (name) => !isNamed(name, wanted) || takeAll(headers[name]);
  if (!readHeaders(headers, takePair, takeMember)) return null;
  for (let at = 0; at < values.length; at += 1) if (typeof values[at] !== "string") return null;
  if (values.length > 1) return SEVERAL;
  return values.length === 1 ? textOrNull(values[0]) : undefined;
}

// A Headers or a Map has entries(); so has an array, whose entries are not what is meant. A plain object is a record
// unless it brings its own entries(): whatever Object.prototype, of this realm or another, was given does not count.
function readHeaders(headers, takePair, takeMember) {
  if (isArray(headers)) return takeEach(headers, takePair);
  const prototype = getPrototypeOf(headers);
  const isPlain = prototype === null || getPrototypeOf(prototype) === null;
  const entries = isPlain ? own(headers, "entries") : headers.entries;
  if (typeof entries === "function") return takeEach(apply(entries, headers, []), takePair);
  if (!isPlain && typeof headers[Symbol.iterator] === "function") return takeEach(headers, takePair);
  return isRecord(headers) && takeEach(keys(headers), takeMember);
}

/** Compares a name without regard to ASCII case; the wanted one is in lower case. */
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
