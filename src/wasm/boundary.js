// The one place that reads JavaScript values. wasm-bindgen's release glue checks no types: a wrong one would arrive in
// Rust as an empty body or an empty key. So values are told apart here, each is read once, and only own properties
// count. What each function returns is plain: `undefined` where nothing was given, `null` where it is of a wrong type.
//
// The built-in methods are taken as they are when the package is loaded, and arrays are read by index: nothing that is
// put on a prototype later (a `length`, an iterator, a member with the number 0) has a say in what a key or a body is.

/** Thrown by every function of this package. Recognise it by `code`; two copies of the package have two classes. */
export class WebhookError extends Error {
  constructor(code, message, status, retryUseful, path) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryUseful = retryUseful;
    if (path !== undefined) this.path = path;
  }
}
Object.defineProperty(WebhookError.prototype, "name", { value: "WebhookError", configurable: true, writable: true });

const { apply, ownKeys } = Reflect;
const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn, keys } = Object;
const { isArray } = Array;
const { isView } = ArrayBuffer;

const method = (prototype, name) => {
  const call = prototype[name];
  return (value, ...args) => apply(call, value, args);
};
const push = method(Array.prototype, "push");
const typeName = method(Object.prototype, "toString");
const getTime = method(Date.prototype, "getTime");
const replace = method(String.prototype, "replace");
const toLowerCase = method(String.prototype, "toLowerCase");

const own = (object, name) => (hasOwn(object, name) ? object[name] : undefined);
const isObject = (value) => typeof value === "object" && value !== null;
// A promise, a Map, a Date or a Request has no own properties to read: taken for an object, it would look like `{}`.
const isRecord = (value) => isObject(value) && typeName(value) === "[object Object]";

const nativeIsWellFormed = "isWellFormed" in String.prototype && method(String.prototype, "isWellFormed");
const hasHalfPair = method(RegExp.prototype, "test");
const isWellFormed = nativeIsWellFormed || ((text) => !hasHalfPair(/\p{Surrogate}/u, text));
const textOrNull = (value) => (value === undefined || (typeof value === "string" && isWellFormed(value)) ? value : null);

/** How long a list may be: more is of no use, and some lists (a sparse one, an endless iterator) never end. */
const MOST = 65_536;

/** Returns what is read of each element of an array; `null` when it is too long. */
function readList(list, read) {
  const { length } = list;
  if (typeof length !== "number" || length > MOST) return null;
  const result = [];
  for (let at = 0; at < length; at += 1) push(result, read(own(list, at)));
  return result;
}

// The built-in getters, because an own property or a faked Symbol.toStringTag can shadow theirs, and because they know
// the buffers of other realms, where instanceof does not.
const getter = (prototype, name) => {
  const { get } = getOwnPropertyDescriptor(prototype, name);
  return (value) => apply(get, value, []);
};
const TypedArray = getPrototypeOf(Uint8Array.prototype);
const typedArrayName = getter(TypedArray, Symbol.toStringTag);
const typedArrayLength = getter(TypedArray, "byteLength");
const indexOf = method(TypedArray, "indexOf");
const set = method(TypedArray, "set");
const arrayBufferLength = getter(ArrayBuffer.prototype, "byteLength");

/** Returns a function that makes a Uint8Array of the very bytes of a view. */
const bytesOfView = (prototype) => {
  const [buffer, byteOffset, byteLength] = ["buffer", "byteOffset", "byteLength"].map((name) => getter(prototype, name));
  return (view) => new Uint8Array(buffer(view), byteOffset(view), byteLength(view));
};
const bytesOfTypedArray = bytesOfView(TypedArray);
const bytesOfDataView = bytesOfView(DataView.prototype);

/** Returns the bytes of a view or buffer without copying them; throws a TypeError for a detached one. */
function bytesOf(value) {
  if (!isView(value)) {
    arrayBufferLength(value);
    return new Uint8Array(value);
  }
  if (typedArrayName(value) === undefined) return bytesOfDataView(value);
  // A typed array that is detached, or out of the bounds of a shrunk buffer, says it is empty; this throws for both.
  if (typedArrayLength(value) === 0) indexOf(value, 0);
  return bytesOfTypedArray(value);
}

/** Returns how many bytes there are to copy. */
export const byteCount = (bytes) => typedArrayLength(bytes);

/** Copies bytes into the module's memory. */
export const copyBytes = (into, bytes) => set(into, bytes);

let encoder;

/**
 * Returns the bytes of a body; a number when it is longer than the limit; a text that names what else was found.
 * `null` is a string with half a surrogate pair, which has no UTF-8.
 */
export function readBody(value, limit) {
  if (typeof value === "string") {
    // No string has fewer bytes in UTF-8 than it has code units.
    if (value.length > limit) return value.length;
    if (!isWellFormed(value)) return null;
    encoder ??= new TextEncoder();
    return encoder.encode(value);
  }
  let bytes;
  try {
    bytes = bytesOf(value);
  } catch {
    return describe(value);
  }
  const count = byteCount(bytes);
  return count > limit ? count : bytes;
}

function describe(value) {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (!isObject(value)) return `a ${typeof value}`;
  try {
    if (isArray(value)) return "an array";
    if (isView(value)) return "a view on a detached or shrunk buffer";
    if (typeName(value) === "[object ArrayBuffer]") return "a detached buffer";
    if (typeof value.then === "function") return "a promise";
    if (typeof value.getReader === "function" || typeof value.pipe === "function") return "a stream";
  } catch {
    // A proxy or getter of the caller's threw; what it is does not matter.
  }
  return "a parsed object";
}

/** Reads what came in, each property once: `{ body, header, url, ip }`; `null` when it is no such object. */
export function readIncoming(incoming, headerName, limit) {
  if (!isRecord(incoming)) return null;
  const body = own(incoming, "body");
  const headers = own(incoming, "headers");
  const url = own(incoming, "url");
  const ip = own(incoming, "ip");
  const read = { header: readHeader(headers, headerName), url: readUrl(url), ip: textOrNull(ip), body: undefined };
  // Last, because the reads above may run code of the caller's, which could change the bytes.
  if (body !== undefined) read.body = readBody(body, limit);
  return read;
}

function readUrl(url) {
  if (!isObject(url)) return textOrNull(url);
  const href = typeName(url) === "[object URL]" ? url.href : null;
  return href === undefined ? null : textOrNull(href);
}

/** Returns the one value of a header, and `true` where it is given more than once. */
function readHeader(headers, wanted) {
  if (headers === undefined) return undefined;
  if (!isObject(headers)) return null;
  if (wanted === undefined) return undefined;
  const values = [];
  const isWanted = (name) => name.length === wanted.length && asciiLowerCase(name) === wanted;
  const take = (value) => push(values, value);
  const takeAll = (value) => {
    if (isArray(value)) return readList(value, take) !== null && values.length <= MOST;
    return value === undefined || take(value) <= MOST;
  };
  const takePair = (pair) => {
    const name = isObject(pair) ? own(pair, 0) : undefined;
    return typeof name === "string" && (!isWanted(name) || takeAll(own(pair, 1)));
  };
  const takeMember = (name) => !isWanted(name) || takeAll(headers[name]);
  if (!readHeaders(headers, takePair, takeMember)) return null;
  for (let at = 0; at < values.length; at += 1) if (typeof values[at] !== "string") return null;
  if (values.length > 1) return true;
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

/** Takes each element, as long as it is taken; tells whether that was all of them. */
function takeEach(elements, take) {
  if (isArray(elements)) {
    const { length } = elements;
    for (let at = 0; at < length; at += 1) if (at === MOST || !take(own(elements, at))) return false;
    return true;
  }
  let count = 0;
  for (const element of elements) if ((count += 1) > MOST || !take(element)) return false;
  return true;
}

const asciiLowerCase = (text) => replace(text, /[A-Z]/g, (letter) => toLowerCase(letter));

/**
 * Returns the own properties of a config as a list, each name followed by its value: a string, number, boolean, this
 * realm's Uint8Array, or a list of them. `null` stands for a value of any other type, and for a config that is none.
 */
export function readOptions(options) {
  return isRecord(options) ? readMembers(options, ownKeys(options), (value, name) => (name === "now" ? readTime(value) : readOption(value))) : null;
}

function readMembers(object, names, read) {
  const members = [];
  for (let at = 0; at < names.length; at += 1) push(members, String(names[at]), read(own(object, names[at]), names[at]));
  return members;
}

// No option is a list of lists, so that nothing recurses.
const readOption = (value) => (isArray(value) ? readList(value, readElement) : readElement(value));

function readElement(value) {
  if (typeof value === "string") return textOrNull(value);
  return typeof value === "number" || typeof value === "boolean" ? value : readKey(value);
}

function readKey(value) {
  try {
    return typedArrayName(value) === "Uint8Array" ? new Uint8Array(bytesOf(value)) : null;
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

/** Returns a list of credentials, one alone as a list of one; `null` when it is too long. */
export function readCredentials(credentials) {
  return isArray(credentials) ? readList(credentials, readOptions) : [readOptions(credentials)];
}

/** Returns the named own properties of an event as a list, each name followed by its value; `null` when it is none. */
export function readEvent(event, names) {
  return isRecord(event) ? readMembers(event, names, readField) : null;
}

// Of a list only the length counts; an object is a local date-time.
function readField(value) {
  if (isArray(value)) return ["length", value.length];
  if (!isObject(value)) return readElement(value);
  return readMembers(value, keys(value), (part) => (typeof part === "number" ? part : null));
}

/** Returns each event of a list, followed by its fields; `null` when it is no list of events. */
export function readEvents(events, names) {
  if (!isArray(events)) return null;
  const { length } = events;
  const read = [];
  for (let at = 0; at < length; at += 1) {
    const event = own(events, at);
    const fields = readEvent(event, names);
    if (fields === null) return null;
    push(read, event, fields);
  }
  return read;
}
