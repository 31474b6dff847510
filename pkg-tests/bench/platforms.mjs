// What a server has in its hands when it calls a verifier, as Node's servers have it and as handlers of fetch have it; and
// how somebody who writes the check by hand gets at it.

import { Buffer } from "node:buffer";

/** Filled one name after the other, as Node does it. */
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
  // The chunks that came, joined.
  node: { ...HEADERS.object, body: (bytes) => Buffer.concat([bytes]), text: (body) => body.toString() },
  // What `request.arrayBuffer()` gives.
  fetch: { ...HEADERS.Headers, body: (bytes) => new Uint8Array(bytes), text: (body) => decoder.decode(body) },
};
