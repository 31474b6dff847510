// What is read of an object: own properties alone, each of them once.

import { isWellFormed, push, typeName } from "./primordials.js";

const { hasOwn } = Object;
const { isArray } = Array;

/** How long a list may be: more is of no use, and some lists (a sparse one, an endless iterator) never end. */
export const MOST = 65_536;

export const own = (object, name) => (hasOwn(object, name) ? object[name] : undefined);
export const isObject = (value) => typeof value === "object" && value !== null;

/** A promise, a Map, a Date or a Request has no own properties to read: taken for an object, it would look like `{}`. */
export const isRecord = (value) => isObject(value) && typeName(value) === "[object Object]";

/** Returns a text as it is, `undefined` where there is none, and `null` for anything else: half a surrogate pair, too. */
export const textOrNull = (value) =>
  value === undefined || (typeof value === "string" && isWellFormed(value)) ? value : null;

/** Returns what is read of each element of an array; `null` when it is too long. */
export function readList(list, read) {
  const { length } = list;
  if (typeof length !== "number" || length > MOST) return null;
  const result = [];
  for (let at = 0; at < length; at += 1) push(result, read(own(list, at)));
  return result;
}

/** Takes each element, as long as it is taken; tells whether that was all of them. */
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
