/** The limit that countersign applies by itself; reading stops there too, so that no sender decides how much is buffered. */
export const MAX_BODY_BYTES = 1_048_576;

/**
 * Collects the bytes of a request, unchanged: a signature covers exactly these.
 *
 * @param {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} chunks
 * @returns {Promise<Uint8Array | null>} null when there are more than MAX_BODY_BYTES
 */
export async function readBody(chunks) {
  const parts = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) return null;
    parts.push(chunk);
  }

  const body = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    body.set(part, offset);
    offset += part.byteLength;
  }
  return body;
}
