// The built-in methods at the time when the package is loaded. Changes to a prototype after that (a `length`, an iterator, a
// member with the number 0) can't change how we read a key or a body.

const { bind, call } = Function.prototype;
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;

/** Turns a method into a function whose first argument is `this`. */
const uncurried = bind.bind(call);
const getter = (prototype, name) => uncurried(getOwnPropertyDescriptor(prototype, name).get);

const TypedArray = getPrototypeOf(Uint8Array.prototype);

export const push = uncurried(Array.prototype.push);
export const typeName = uncurried(Object.prototype.toString);
export const isPrototypeOf = uncurried(Object.prototype.isPrototypeOf);
export const getTime = uncurried(Date.prototype.getTime);
export const charCodeAt = uncurried(String.prototype.charCodeAt);
export const slice = uncurried(String.prototype.slice);
export const startsWith = uncurried(String.prototype.startsWith);
export const textIndexOf = uncurried(String.prototype.indexOf);
export const fill = uncurried(TypedArray.fill);
export const indexOf = uncurried(TypedArray.indexOf);

// These getters recognise the buffers of other realms, as instanceof would not, and no own property can shadow them.
export const typedArrayName = getter(TypedArray, Symbol.toStringTag);
export const arrayBufferLength = getter(ArrayBuffer.prototype, "byteLength");
export const typedArrayLength = getter(TypedArray, "byteLength");

/** Returns a function that makes a Uint8Array on the same memory as a view. */
const bytesOfView = (prototype) => {
  const buffer = getter(prototype, "buffer");
  const byteOffset = getter(prototype, "byteOffset");
  const byteLength = getter(prototype, "byteLength");
  return (view) => new Uint8Array(buffer(view), byteOffset(view), byteLength(view));
};
export const bytesOfTypedArray = bytesOfView(TypedArray);
export const bytesOfDataView = bytesOfView(DataView.prototype);

const { hasOwn } = Object;
const { set } = Uint8Array.prototype;
const BytesPrototype = Uint8Array.prototype;

/** Whether a Uint8Array uses this realm's `length`: neither the array nor its class (such as Node's Buffer) has one of its own. */
export function isOfOwnLength(array) {
  const prototype = getPrototypeOf(array);
  const isPlain =
    prototype === BytesPrototype || (getPrototypeOf(prototype) === BytesPrototype && !hasOwn(prototype, "length"));
  return isPlain && !hasOwn(array, "length");
}

/** Whether wasm-bindgen will copy all the bytes into the module: it reads `length` and calls `set` of this realm. */
export const areCopiedWhole = (bytes) => bytes.length === typedArrayLength(bytes) && BytesPrototype.set === set;

let HeadersPrototype;
let getHeader;

/**
 * Returns the value of a name in a genuine Headers, or null; `undefined` if it is not a Headers. We look at the global `Headers`
 * at the first call only: in Node that loads all of fetch, which takes ten times as long as loading this package.
 */
export function headerOf(headers, prototype, name) {
  if (HeadersPrototype === undefined) {
    HeadersPrototype = globalThis.Headers?.prototype ?? null;
    getHeader = HeadersPrototype && uncurried(HeadersPrototype.get);
  }
  return prototype === HeadersPrototype ? getHeader(headers, name) : undefined;
}

export const memoryBuffer = getter(WebAssembly.Memory.prototype, "buffer");

const nativeIsWellFormed = "isWellFormed" in String.prototype && uncurried(String.prototype.isWellFormed);
const test = uncurried(RegExp.prototype.test);
export const isWellFormed = nativeIsWellFormed || ((text) => !test(/\p{Surrogate}/u, text));

const encode = uncurried(TextEncoder.prototype.encode);
const encoder = new TextEncoder();

/** Returns the UTF-8 of a text. */
export const toUtf8 = (text) => encode(encoder, text);
