// The border to the module: one buffer in its memory, into which what a call needs is written in one go, and from which its
// answer is read. Nothing here runs code of the caller's: what is the caller's has been read before.

import { charCodeAt, fill, fromUtf8, memoryBuffer, push, set, setFloat64, typedArrayLength, writeUtf8 } from "./builtins.js";
import { WebhookError } from "./error.js";

const { Instance, Module } = WebAssembly;
const { isArray } = Array;
const { parse } = JSON;

/** What stands in the place of a value when a getter of the caller's threw while it was read. */
export const THREW = Symbol("a getter threw");

let module;
let memory;

/** The exports of the instance in use. */
export let wasm;

/**
 * Whether a call is under way. A call that finds it so knows that the last one has not come to its end: a panic, memory
 * that ran out, a stack that overflowed (the module's own, or JavaScript's) stop the code where it happens to be. Nothing
 * is unwound, and nothing that such an instance says can be relied on. The engine's own error goes to the caller as it
 * came, and the next call runs on a new instance of the same module. Receivers hold nothing of an instance.
 */
let busy = false;

/** Takes the compiled module, or its bytes, and makes the first instance. */
export function start(compiledOrBytes) {
  module = ArrayBuffer.isView(compiledOrBytes) ? new Module(compiledOrBytes) : compiledOrBytes;
  renew();
}

function renew() {
  wasm = new Instance(module, {}).exports;
  look();
  busy = false;
}

function look() {
  memory = new Uint8Array(memoryBuffer(wasm.memory));
}

/** What a call that came to no end has left, secrets among it, is not to lie about until the engine collects it. */
const wipe = () => fill(new Uint8Array(memoryBuffer(wasm.memory)), 0);

/** Starts a call with room for so many bytes, and returns the address of the first. */
export function begin(length) {
  if (busy) {
    wipe();
    renew();
  }
  busy = true;
  const address = wasm.reserve(length) >>> 0;
  // When memory grows, the buffer that was its view is detached.
  if (typedArrayLength(memory) === 0) look();
  return address;
}

/** Ends a call by the number that it returned; throws the error that a negative one stands for. */
export function end(number) {
  if (number < 0) fail(-number);
  busy = false;
  return number;
}

function fail(length) {
  const { code, message, status, retryUseful, path } = parse(text(length));
  busy = false;
  throw new WebhookError(code, message, status, retryUseful, path);
}

/** Ends a call whose answer is JSON. */
export function endWithJson(length) {
  if (length < 0) fail(-length);
  const value = parse(text(length));
  busy = false;
  return value;
}

/** Ends a call whose answer is secret: takes it as bytes, and wipes it where it stood. */
export function endWithSecret(length) {
  if (length < 0) fail(-length);
  const answer = view(length);
  const bytes = new Uint8Array(answer);
  fill(answer, 0);
  busy = false;
  return bytes;
}

/** Ends a call whose answer is JSON with a secret in it, or nothing: `null`. */
export function endWithSecretJson(length) {
  if (length === 0) return end(null);
  return parse(fromUtf8(endWithSecret(length)));
}

/** Ends a call whose answer is a list of numbers of 32 bits. */
export function endWithNumbers(length) {
  if (length < 0) fail(-length);
  const bytes = view(length);
  const numbers = [];
  for (let at = 0; at < length; at += 4) push(numbers, bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
  busy = false;
  return numbers;
}

const text = (length) => fromUtf8(view(length));

function view(length) {
  const address = wasm.address() >>> 0;
  return new Uint8Array(memoryBuffer(wasm.memory), address, length);
}

/** How many bytes of UTF-8 a text has at most. */
export const mostUtf8 = (text) => text.length * 3;

/** Up to this many characters, writing them one by one is faster than calling the encoder. */
const SHORT = 64;

/** Writes a text, for which there must be room, and returns how many bytes of UTF-8 it has. */
export function writeText(text, at) {
  const { length } = text;
  const bytes = memory;
  let index = 0;
  if (length <= SHORT) {
    for (; index < length; index += 1) {
      const unit = charCodeAt(text, index);
      if (unit > 0x7f) break;
      bytes[at + index] = unit;
    }
  }
  return index === length ? length : writeUtf8(text, new Uint8Array(memoryBuffer(wasm.memory), at, mostUtf8(text)));
}

/** Writes bytes and returns how many there were. */
export function writeBytes(bytes, at) {
  set(memory, bytes, at);
  return typedArrayLength(bytes);
}

// The forms of values are those that src/wasm/frame.rs reads.
const [OTHER, FALSE, TRUE, NUMBER, TEXT, BYTES, LIST, UNREADABLE, UNDEFINED] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const HEAD = 5;

const double = new Uint8Array(8);
const doubleView = new DataView(double.buffer);

/** Returns how many bytes a value takes at most. */
export function mostBytes(value) {
  if (typeof value === "string") return HEAD + mostUtf8(value);
  if (typeof value === "number") return 1 + 8;
  if (typeof value !== "object" || value === null) return 1;
  if (!isArray(value)) return HEAD + typedArrayLength(value);
  let length = HEAD;
  for (let at = 0; at < value.length; at += 1) length += mostBytes(value[at]);
  return length;
}

/** Writes a value and returns where it ends. */
export function writeValue(value, at) {
  if (typeof value === "string") return writeSized(TEXT, at, writeText(value, at + HEAD));
  if (typeof value === "number") {
    memory[at] = NUMBER;
    setFloat64(doubleView, 0, value, true);
    return at + 1 + writeBytes(double, at + 1);
  }
  if (isArray(value)) {
    let next = writeHead(LIST, at, value.length);
    for (let index = 0; index < value.length; index += 1) next = writeValue(value[index], next);
    return next;
  }
  if (typeof value === "object" && value !== null) return writeSized(BYTES, at, writeBytes(value, at + HEAD));
  memory[at] = kindOf(value);
  return at + 1;
}

function kindOf(value) {
  if (value === undefined) return UNDEFINED;
  if (value === THREW) return UNREADABLE;
  if (typeof value !== "boolean") return OTHER;
  return value ? TRUE : FALSE;
}

const writeSized = (kind, at, length) => writeHead(kind, at, length) + length;

function writeHead(kind, at, length) {
  memory[at] = kind;
  memory[at + 1] = length;
  memory[at + 2] = length >>> 8;
  memory[at + 3] = length >>> 16;
  memory[at + 4] = length >>> 24;
  return at + HEAD;
}
