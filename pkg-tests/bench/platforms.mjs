// The values that a server has when it calls a verifier, on Node and in a fetch handler, and how hand-written code reads them.

import { Buffer } from "node:buffer";

/** Filled name by name, as Node does it. */
function plainObject(pairs) {
  const headers = {};
  for (const [name, value] of pairs) headers[name] = value;
  return headers;
}

const decoder = new TextDecoder();

export const HEADERS = {
  object: { headers: plainObject, header: (headers, name) => headers[name], record: (headers) => headers },
  Headers: {
    headers: (pairs) => new Headers(pairs),
    header: (headers, name) => headers.get(name),
    record: (headers, names) => Object.fromEntries(names.map((name) => [name, headers.get(name)])),
  },
};

export const PLATFORMS = {
  // The joined chunks.
  node: { ...HEADERS.object, body: (bytes) => Buffer.concat([bytes]), text: (body) => body.toString() },
  // The result of `request.arrayBuffer()`.
  fetch: { ...HEADERS.Headers, body: (bytes) => new Uint8Array(bytes), text: (body) => decoder.decode(body) },
};
