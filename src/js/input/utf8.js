// The encoder and decoder of UTF-8, which every runtime has but one: jsdom, as jest runs it. Consumers test there, so that
// loading must not fail; what stands in is short and slow, and made of what the language itself knows of UTF-8.

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
