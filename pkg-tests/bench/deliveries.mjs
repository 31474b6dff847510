// What the candidates are given: deliveries as a server has them when it calls a verifier. The bytes of a body come from a
// ring of different ones, in buffers that were filled just before; the headers are what a proxy and a sender put there.

/** A ring holds at most so many bodies, and at most so many bytes. */
const MOST_BODIES = 64;
const MOST_BYTES = 4 * 1_048_576;
const LEAST_BODIES = 4;

export const ringLength = (size) => Math.max(LEAST_BODIES, Math.min(MOST_BODIES, Math.floor(MOST_BYTES / size)));

/** The headers of a delivery beside those of the proof, in the order in which they tend to come; at most 50 in all. */
const COMMON = [
  ["host", "hooks.shop.example"],
  ["user-agent", "Webhooks/2.4 (+https://provider.example/webhooks)"],
  ["accept", "*/*"],
  ["accept-encoding", "gzip, deflate, br"],
  ["content-type", "application/json; charset=utf-8"],
  ["content-length", "1024"],
  ["connection", "keep-alive"],
  ["x-forwarded-for", "203.0.113.7, 198.51.100.4"],
  ["x-forwarded-proto", "https"],
  ["x-forwarded-host", "hooks.shop.example"],
  ["x-request-id", "6f1d1f0e-6a2b-4f0f-9a53-6f0a7d0c9b11"],
  ["traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
  ["cache-control", "no-cache"],
  ["via", "1.1 proxy.shop.example"],
];
const MORE = Array.from({ length: 50 }, (_, at) => [`x-proxy-note-${at}`, `value ${at}`]);

/** Returns so many pairs, those of the proof in their midst: neither first nor last, as it happens. */
export function headerPairs(proof, count) {
  const own = Object.entries(proof);
  const others = [...COMMON, ...MORE].slice(0, Math.max(0, count - own.length));
  const middle = Math.floor(others.length / 2);
  return [...others.slice(0, middle), ...own, ...others.slice(middle)];
}

/** As Node makes them: an object that is filled one name after the other. */
function plainObject(pairs) {
  const headers = {};
  for (const [name, value] of pairs) headers[name] = value;
  return headers;
}

export const HEADER_FORMS = { object: plainObject, Headers: (pairs) => new Headers(pairs) };

/** How a runtime hands over bytes: a server of Node joins the chunks that came, a handler of fetch has an ArrayBuffer. */
export const BODY_FORMS = {
  Buffer: (bytes) => Buffer.concat([bytes]),
  Uint8Array: (bytes) => new Uint8Array(bytes),
};
