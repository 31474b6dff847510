// An encoder and decoder of UTF-8. Only jsdom, as jest runs it, has none. Our users test there, so loading must not fail. This
// replacement is short and slow, and uses nothing but functions of the language.

class Encoder {
  encode(text) {
    const escaped = encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));
    return Uint8Array.from(escaped.match(/%..|./g) ?? [], (part) =>
      part.length > 1 ? Number(`0x${part.slice(1)}`) : part.charCodeAt(0),
    );
  }
}

class Decoder {
  decode(bytes = []) {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));
  }
}

export const TextEncoder = globalThis.TextEncoder ?? Encoder;
export const TextDecoder = globalThis.TextDecoder ?? Decoder;
