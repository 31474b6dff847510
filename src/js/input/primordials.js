// The built-in methods as they are when the package is loaded. Nothing that is put on a prototype later (a `length`, an
// iterator, a member with the number 0) has a say in what a key or a body is.

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

// The getters know the buffers of other realms, where instanceof does not; and an own property can shadow none of them.
export const typedArrayName = getter(TypedArray, Symbol.toStringTag);
export const arrayBufferLength = getter(ArrayBuffer.prototype, "byteLength");
export const typedArrayLength = getter(TypedArray, "byteLength");

/** Returns a function that makes a Uint8Array of the very bytes of a view. */
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

/** Whether the length of a Uint8Array is this realm's: neither its class (as Node's Buffer) nor the array itself brings one. */
export function isOfOwnLength(array) {
  const prototype = getPrototypeOf(array);
  const isPlain =
    prototype === BytesPrototype || (getPrototypeOf(prototype) === BytesPrototype && !hasOwn(prototype, "length"));
  return isPlain && !hasOwn(array, "length");
}

/** Whether bytes are copied whole into the module: wasm-bindgen asks for their length, and calls `set` of this realm. */
export const areCopiedWhole = (bytes) => bytes.length === typedArrayLength(bytes) && BytesPrototype.set === set;

let HeadersPrototype;
let getHeader;

/**
 * Returns what a real Headers says of a name, or null; `undefined` when it is none. Not before it is asked: in Node, looking
 * at the global loads the whole of fetch, which takes ten times as long as this package.
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
