// Reads configs, options, credentials and the fields of events into plain lists. Each name is followed by its value: a string,
// a number, a boolean, undefined, a Uint8Array, or a list. `null` stands for a value of any other type.

import { areCopiedWhole, getTime, push, textIndexOf, typedArrayName } from "./primordials.js";
import { bytesOf } from "./body.js";
import { isObject, isRecord, own, readList, textOrNull } from "./own.js";

const { keys } = Object;
const { ownKeys } = Reflect;
const { isArray } = Array;

/** Returns the own properties of a config as a list; `null` if it is not an object. */
export const readOptions = (options) => (isRecord(options) ? readMembers(options, ownKeys(options), readNamed) : null);

const readNamed = (value, name) => (name === "now" && value !== undefined ? readTime(value) : readOption(value));

function readMembers(object, names, read) {
  const members = [];
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at];
    push(members, typeof name === "string" ? name : String(name), read(own(object, name), name));
  }
  return members;
}

// No option is a list of lists, so there is no recursion.
const readOption = (value) => (isArray(value) ? readList(value, readElement) : readElement(value));

function readElement(value) {
  if (typeof value === "string") return textOrNull(value);
  return typeof value === "number" || typeof value === "boolean" || value === undefined ? value : readKey(value);
}

// We copy a key at once: reading the next property may run the caller's code, which could change the bytes.
function readKey(value) {
  try {
    if (typedArrayName(value) !== "Uint8Array") return null;
    const copy = new Uint8Array(bytesOf(value));
    return areCopiedWhole(copy) ? copy : null;
  } catch {
    return null;
  }
}

function readTime(value) {
  try {
    return typeof value === "number" ? value : getTime(value);
  } catch {
    return null;
  }
}

/**
 * Returns the own properties of a scheme as a list; `null` if it is not an object. A nested member is named by its path, with dots.
 * Each name in a list of headers becomes a separate member.
 */
export function readScheme(scheme) {
  if (!isRecord(scheme)) return null;
  const members = [];
  const names = ownKeys(scheme);
  for (let at = 0; at < names.length; at += 1) {
    const name = String(names[at]);
    // A name that contains a dot is not a path.
    readMember(members, textIndexOf(name, ".") < 0 ? name : `${name} `, own(scheme, names[at]));
  }
  return members;
}

function readMember(members, name, value) {
  if (name === "header" && isArray(value)) {
    const listed = readList(value, readElement) ?? [null];
    for (let at = 0; at < listed.length; at += 1) push(members, name, listed[at]);
    return;
  }
  const names = isRecord(value) ? ownKeys(value) : [];
  for (let at = 0; at < names.length; at += 1)
    push(members, `${name}.${String(names[at])}`, readElement(own(value, names[at])));
  if (names.length === 0) push(members, name, readElement(value));
}

/** Returns a list of credentials; a single one becomes a list. `null` if the list is too long. */
export function readCredentials(credentials) {
  return isArray(credentials) ? readList(credentials, readOptions) : [readOptions(credentials)];
}

/** Returns the named own properties of an event as a list; `null` if it is not an object. */
export function readEvent(event, names) {
  return isRecord(event) ? readMembers(event, names, readField) : null;
}

// Only the length of an array matters. An object is a local date-time.
function readField(value) {
  if (isArray(value)) return readLength(value);
  if (!isObject(value)) return readElement(value);
  return readMembers(value, keys(value), (part) => (typeof part === "number" ? part : null));
}

function readLength({ length }) {
  return ["length", typeof length === "number" ? length : null]; // a proxy may return anything
}

/** Returns the events of a list and the fields of each; both are `null` if it is not a list of events. */
export function readEvents(list, names) {
  const none = { events: null, fields: null };
  if (!isArray(list)) return none;
  const { length } = list;
  const events = [];
  const fields = [];
  for (let at = 0; at < length; at += 1) {
    const event = own(list, at);
    const read = readEvent(event, names);
    if (read === null) return none;
    push(events, event);
    push(fields, read);
  }
  return { events, fields };
}
