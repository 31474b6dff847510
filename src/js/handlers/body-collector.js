// Collects the bytes of a body as they arrive, up to a limit.

import { bodyNotRaw, bodyTooLarge } from "./errors.js";

const FIRST_LENGTH = 16_384;

/** Throws `body_too_large` if the declared length exceeds the limit, before any of the body is read. */
export function checkDeclared(contentLength, limit) {
  if (Number(contentLength ?? 0) > limit) throw bodyTooLarge(limit);
}

/** Tells whether the headers of a request announce a body. */
export function isAnnounced(header) {
  return Number.parseInt(header("content-length") ?? "", 10) > 0 || Boolean(header("transfer-encoding"));
}

/**
 * Returns a collector of one body. It is one buffer that grows: in a list of chunks, every chunk of one byte would cost the
 * receiver two hundred.
 */
export function collector(limit) {
  let buffer = new Uint8Array(Math.min(limit, FIRST_LENGTH));
  let length = 0;
  return {
    /** Adds a chunk. @throws {WebhookError} `body_too_large`, `body_not_raw` */
    add(chunk) {
      if (!ArrayBuffer.isView(chunk))
        throw bodyNotRaw(`its stream gives a ${typeof chunk}`, "pass the request as it came, without an encoding");
      const needed = length + chunk.byteLength;
      if (needed > limit) throw bodyTooLarge(limit);
      if (needed > buffer.length) {
        const larger = new Uint8Array(Math.min(limit, Math.max(needed, 2 * buffer.length)));
        larger.set(buffer.subarray(0, length));
        buffer = larger;
      }
      buffer.set(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength), length);
      length = needed;
    },
    /** Returns all bytes so far. */
    bytes: () => buffer.subarray(0, length),
  };
}
