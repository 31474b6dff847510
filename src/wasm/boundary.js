// The one place that reads JavaScript values. wasm-bindgen's release glue checks no types: a wrong one would arrive in
// Rust as an empty body or an empty key. So values are told apart here, each is read once, and only own properties
// count. What each function returns is plain: `undefined` where nothing was given, `null` where it is of a wrong type.

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

const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);
const isObject = (value) => typeof value === "object" && value !== null;
const isWellFormed =
  "isWellFormed" in String.prototype ? (text) => text.isWellFormed() : (text) => !/\p{Surrogate}/u.test(text);
const textOrNull = (value) => (value === undefined || (typeof value === "string" && isWellFormed(value)) ? value : null);

// The built-in getters, because an own property or a faked Symbol.toStringTag can shadow theirs, and because they know
// the buffers of other realms, where instanceof does not.
const getter = (prototype, name) => {
  const { get } = Object.getOwnPropertyDescriptor(prototype, name);
  return (value) => Reflect.apply(get, value, []);
};
const TypedArray = Object.getPrototypeOf(Uint8Array.prototype);
const typedArrayName = getter(TypedArray, Symbol.toStringTag);
const viewParts = (prototype) => ["buffer", "byteOffset", "byteLength"].map((name) => getter(prototype, name));
const typedArrayParts = viewParts(TypedArray);
const dataViewParts = viewParts(DataView.prototype);
const arrayBufferLength = getter(ArrayBuffer.prototype, "byteLength");

/** Returns the bytes of a view or buffer without copying them; throws a TypeError for a detached one. */
function bytesOf(value) {
  if (!ArrayBuffer.isView(value)) {
    arrayBufferLength(value);
    return new Uint8Array(value);
  }
  const isTypedArray = typedArrayName(value) !== undefined;
  const [buffer, byteOffset, byteLength] = (isTypedArray ? typedArrayParts : dataViewParts).map((part) => part(value));
  // A typed array that is detached, or out of the bounds of a shrunk buffer, says it is empty; this throws for both.
  if (isTypedArray && byteLength === 0) Reflect.apply(TypedArray.indexOf, value, [0]);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

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
  return bytes.byteLength > limit ? bytes.byteLength : bytes;
}

function describe(value) {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (!isObject(value)) return `a ${typeof value}`;
  try {
    if (Array.isArray(value)) return "an array";
    if (ArrayBuffer.isView(value)) return "a view on a detached or shrunk buffer";
    if (Object.prototype.toString.call(value) === "[object ArrayBuffer]") return "a detached buffer";
    if (typeof value.then === "function") return "a promise";
    if (typeof value.getReader === "function" || typeof value.pipe === "function") return "a stream";
  } catch {
    // A proxy or getter of the caller's threw; what it is does not matter.
  }
  return "a parsed object";
}

/** Reads what came in, each property once: `{ body, header, url, ip }`; `null` when it is no such object. */
export function readIncoming(incoming, headerName, limit) {
  if (!isObject(incoming) || ArrayBuffer.isView(incoming)) return null;
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
  return isObject(url) && Object.prototype.toString.call(url) === "[object URL]" ? textOrNull(url.href) : textOrNull(url);
}

/** Returns the one value of a header, and `true` where it is given more than once. */
function readHeader(headers, wanted) {
  if (headers === undefined) return undefined;
  if (!isObject(headers)) return null;
  if (wanted === undefined) return undefined;
  const values = [];
  const isWanted = (name) => name.length === wanted.length && asciiLowerCase(name) === wanted;
  const take = (value) => (Array.isArray(value) ? values.push(...value) : value !== undefined && values.push(value));
  const pairs = headerPairs(headers);
  if (pairs === undefined) {
    for (const name of Object.keys(headers)) if (isWanted(name)) take(headers[name]);
  } else {
    for (const pair of pairs) {
      if (!isObject(pair) || typeof pair[0] !== "string") return null;
      if (isWanted(pair[0])) take(pair[1]);
    }
  }
  if (!values.every((value) => typeof value === "string")) return null;
  return values.length > 1 ? true : textOrNull(values[0]);
}

// A Headers or a Map has entries(); so has an array, whose entries are not what is meant. A plain object is a record
// unless it brings its own entries(): whatever Object.prototype was given does not count.
function headerPairs(headers) {
  if (Array.isArray(headers)) return headers;
  const prototype = Object.getPrototypeOf(headers);
  const isPlain = prototype === null || prototype === Object.prototype;
  const entries = isPlain ? own(headers, "entries") : headers.entries;
  if (typeof entries === "function") return Reflect.apply(entries, headers, []);
  return !isPlain && typeof headers[Symbol.iterator] === "function" ? headers : undefined;
}

const asciiLowerCase = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * Returns the own properties of a config as a Map, each reduced to a string, number, boolean, this realm's Uint8Array,
 * or a list of them; `null` stands for a value of any other type, and for a config that is no object.
 */
export function readOptions(options) {
  if (!isObject(options) || Array.isArray(options)) return null;
  const read = new Map();
  for (const name of Reflect.ownKeys(options)) {
    const value = options[name];
    read.set(String(name), name === "now" ? readTime(value) : readOption(value));
  }
  return read;
}

// No option is a list of lists, so that nothing recurses.
const readOption = (value) => (Array.isArray(value) ? Array.from(value, readElement) : readElement(value));

function readElement(value) {
  if (typeof value === "string") return textOrNull(value);
  return typeof value === "number" || typeof value === "boolean" ? value : readKey(value);
}

function readKey(value) {
  try {
    return typedArrayName(value) === "Uint8Array" ? bytesOf(value).slice() : null;
  } catch {
    return null;
  }
}

function readTime(value) {
  try {
    return typeof value === "number" ? value : Date.prototype.getTime.call(value);
  } catch {
    return null;
  }
}

/** Returns a list of credentials, one alone as a list of one; `null` when it is neither. */
export function readCredentials(credentials) {
  return Array.isArray(credentials) ? Array.from(credentials, readOptions) : [readOptions(credentials)];
}

/** Returns the named own properties of an event as a Map; `null` when it is no object. */
export function readEvent(event, names) {
  return isObject(event) ? new Map(names.map((name) => [name, readField(own(event, name))])) : null;
}

// Of a list only the length counts; an object is a local date-time.
function readField(value) {
  if (Array.isArray(value)) return new Map([["length", value.length]]);
  return isObject(value) ? new Map(Object.entries(value).filter(([, part]) => typeof part === "number")) : readOption(value);
}
