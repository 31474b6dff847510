import { Buffer } from "node:buffer";

/** In bytes. A body may have a megabyte, and a list has many bodies, so lists cut them. */
export const SHOWN_BYTES = 16_384;

/**
 * Returns a body as text, or as base64 if it is not UTF-8. A cut body may end within a character.
 *
 * @param {Uint8Array} bytes
 * @param {number} [length] the length of the whole body, if `bytes` is only its beginning
 */
export function showBody(bytes, length = bytes.length) {
  const isCut = bytes.length < length;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut });
    return { body: text, bodyEncoding: "utf8", bodyBytes: length };
  } catch {
    return { body: Buffer.from(bytes).toString("base64"), bodyEncoding: "base64", bodyBytes: length };
  }
}
