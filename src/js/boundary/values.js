// How values are written into the memory of the module, for which there must be room. The other end is `values.rs`.

import { charCodeAt, memoryBuffer, set, setFloat64, typedArrayLength, writeUtf8 } from "../input/primordials.js";
import { memory, wasm } from "./memory.js";

const { isArray } = Array;

/** What stands in the place of a value when a getter of the caller's threw while it was read. */
export const THREW = Symbol("a getter threw");

/** How many bytes of UTF-8 a text has at most. */
export const maxUtf8 = (text) => text.length * 3;

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
  return index === length ? length : writeUtf8(text, new Uint8Array(memoryBuffer(wasm.memory), at, maxUtf8(text)));
}

/** Writes bytes and returns how many there were. */
export function writeBytes(bytes, at) {
  set(memory, bytes, at);
  return typedArrayLength(bytes);
}

// The forms of values are those that `values.rs` reads.
const [OTHER, FALSE, TRUE, NUMBER, TEXT, BYTES, LIST, UNREADABLE, UNDEFINED] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const HEAD = 5;

const double = new Uint8Array(8);
const doubleView = new DataView(double.buffer);

/** Returns how many bytes a value takes at most. */
export function maxBytes(value) {
  if (typeof value === "string") return HEAD + maxUtf8(value);
  if (typeof value === "number") return 1 + 8;
  if (typeof value !== "object" || value === null) return 1;
  if (!isArray(value)) return HEAD + typedArrayLength(value);
  let length = HEAD;
  for (let at = 0; at < value.length; at += 1) length += maxBytes(value[at]);
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
