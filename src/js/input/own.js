// Reads own properties of objects, each of them once.

import { isWellFormed, push, typeName } from "./primordials.js";

const { hasOwn } = Object;
const { isArray } = Array;

/** The longest list that we read. Nobody needs a longer one, and some (a sparse array, an endless iterator) never end. */
export const MOST = 65_536;

export const own = (object, name) => (hasOwn(object, name) ? object[name] : undefined);
export const isObject = (value) => typeof value === "object" && value !== null;

/** Excludes a promise, a Map, a Date or a Request: they have no own properties to read, so they would look like `{}`. */
export const isRecord = (value) => isObject(value) && typeName(value) === "[object Object]";

/** Returns a string or `undefined` unchanged, and `null` for anything else, including a string with a lone surrogate. */
export const textOrNull = (value) =>
  value === undefined || (typeof value === "string" && isWellFormed(value)) ? value : null;

/** Returns the result of `read` for each element of an array; `null` if the array is too long. */
export function readList(list, read) {
  const { length } = list;
  if (typeof length !== "number" || length > MOST) return null;
  const result = [];
  for (let at = 0; at < length; at += 1) push(result, read(own(list, at)));
  return result;
}

/** Calls `take` with each element until it returns false. Returns whether it accepted all of them. */
export function takeEach(elements, take) {
  if (isArray(elements)) {
    const { length } = elements;
    for (let at = 0; at < length; at += 1) if (at === MOST || !take(own(elements, at))) return false;
    return true;
  }
  let count = 0;
  for (const element of elements) if ((count += 1) > MOST || !take(element)) return false;
  return true;
}
