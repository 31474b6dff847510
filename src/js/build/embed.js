// Bytes as a text of printable ASCII, for the module inside the JavaScript.
//
// A byte is one character, or two where it is 91 or more: the first of them says how often 91 is added. The characters of
// base64 each hold bits of two bytes, so that what comes again in the bytes does not in the text: compressed, and so
// installed, it is a quarter larger, and as it stands a seventh.

const [SPACE, QUOTATION_MARK, BACKSLASH, LAST] = [0x20, 0x22, 0x5c, 0x7c];
const SINGLES = 91;

/** Returns the text of bytes; neither a quotation mark nor a backslash is in it. */
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

/** Returns the bytes of a text, of which there are so many. */
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

/** Returns the same by the decoder, a module of 145 bytes; in a realm without an encoder, without it. */
export function fromTextBy(decoder, text, length) {
  if (typeof TextEncoder === "undefined") return fromText(text, length);
  const { memory, decode } = new WebAssembly.Instance(new WebAssembly.Module(decoder)).exports;
  memory.grow(Math.ceil(text.length / PAGE));
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(new TextEncoder().encode(text));
  return bytes.subarray(0, decode(text.length));
}

/** How the text of a WebAssembly module begins (WebAssembly Core Specification 2.0, section 5.5.16). */
export const TEXT_START = /* @__PURE__ */ toText([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
