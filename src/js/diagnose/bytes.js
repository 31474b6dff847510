// The bytes of a body.

import { HALF_SURROGATE, readBody } from "../input/body.js";

/** Returns the bytes of a body; `null` if it has none. */
export function bytesOrNull(value) {
  const body = readBody(value, Infinity);
  return typeof body === "string" || body === HALF_SURROGATE ? null : new Uint8Array(body);
}
