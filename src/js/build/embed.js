// Encodes bytes as printable ASCII, to embed the module in JavaScript.
//
// A byte below 91 is one character. Any other byte is two: the first says how often to add 91. In base64 a character mixes the
// bits of two bytes, so repeated bytes don't give repeated text: it is a seventh larger, and a quarter larger when compressed.

const [SPACE, QUOTATION_MARK, BACKSLASH, LAST] = [0x20, 0x22, 0x5c, 0x7c];
const SINGLES = 91;

/** Encodes bytes as text without quotation marks and backslashes. */
export function toText(bytes) {
  const single = (value) => {
    const beforeMark = value + SPACE;
    const afterMark = beforeMark + (beforeMark >= QUOTATION_MARK);
    return String.fromCharCode(afterMark + (afterMark >= BACKSLASH));
  };
  const character = (byte) =>
    (byte < SINGLES ? "" : String.fromCharCode(LAST + Math.floor(byte / SINGLES))) + single(byte % SINGLES);
  return Array.from(bytes, character).join("");
}

/** Decodes `text` into `length` bytes. */
export function fromText(text, length) {
  const bytes = new Uint8Array(length);
  const characters = text.length;
  let at = 0;
  let more = 0;
  for (let index = 0; index < characters; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > LAST) {
      more = (unit - LAST) * SINGLES;
    } else {
      bytes[at] = more + unit - SPACE - (unit > QUOTATION_MARK) - (unit > BACKSLASH);
      at += 1;
      more = 0;
    }
  }
  return bytes;
}

const PAGE = 65_536;

/** Does the same with the decoder, a module of 145 bytes. Falls back to `fromText` in a realm without TextEncoder. */
export function fromTextBy(decoder, text, length) {
  if (typeof TextEncoder === "undefined") return fromText(text, length);
  const { memory, decode } = new WebAssembly.Instance(new WebAssembly.Module(decoder)).exports;
  memory.grow(Math.ceil(text.length / PAGE));
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(new TextEncoder().encode(text));
  return bytes.subarray(0, decode(text.length));
}

/** The encoded start of every WebAssembly module (WebAssembly Core Specification 2.0, section 5.5.16). */
export const TEXT_START = /* @__PURE__ */ toText([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
