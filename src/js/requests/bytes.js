// Converts between bytes and text without Node's own modules.

/** Returns a text with one character per byte. */
export function toLatin1(bytes) {
  let text = "";
  // In parts, because the number of arguments of a call is limited.
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

/** Returns the bytes of a text with one character per byte. */
export const fromLatin1 = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Returns the bytes of base64, in either alphabet; undefined for anything else. */
export function fromBase64(text) {
  try {
    return fromLatin1(atob(text.replace(/\s+/g, "").replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return undefined;
  }
}

/** Returns the UTF-8 of a text. */
export const fromText = (text) => new TextEncoder().encode(text);

/** Returns the text of UTF-8; undefined for other bytes. */
export function toText(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Joins parts. */
export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
