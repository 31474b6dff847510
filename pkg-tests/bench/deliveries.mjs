// Makes the deliveries that candidates are given. The bytes of a body come from a ring of different ones; the headers are
// what proxies and senders put there.

import { SCHEMES } from "./candidates/schemes.mjs";

/** A ring holds at most so many bodies, and no more bytes than this unless there are few bodies. */
const MOST_BODIES = 64;
const MOST_BYTES = 4 * 1_048_576;
const LEAST_BODIES = 4;

const ringLength = (size) => Math.max(LEAST_BODIES, Math.min(MOST_BODIES, Math.floor(MOST_BYTES / size)));

/** How many headers a delivery has, unless a row says otherwise. */
const HEADER_COUNT = 15;

/** The headers beside those of the proof. */
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

/** Returns so many pairs, those of the proof in their midst. */
function headerPairs(proof, count) {
  const own = Object.entries(proof);
  const others = [...COMMON, ...MORE].slice(0, Math.max(0, count - own.length));
  const middle = Math.floor(others.length / 2);
  return [...others.slice(0, middle), ...own, ...others.slice(middle)];
}

/** A request for those who take one; it can be read only once. */
const makeRequest = ({ bytes, pairs, url }) =>
  new Request(`https://hooks.shop.example${url ?? "/"}`, { method: "POST", headers: pairs, body: bytes });

/**
 * Returns who sends a row's deliveries under a scheme: `deliveries` gives so many, and no more than there are in the ring;
 * `requests` makes so many Requests; `forgery` makes a delivery, or a Request, that must be refused. Deliveries are made
 * anew each time, unless they are to be kept.
 */
export function senderOf(row, scheme, platform, { isKept = false } = {}) {
  const { binds, prove, url, expected } = SCHEMES[scheme];
  const make = (seed, isForged = false) => {
    const bytes = row.body(scheme, seed);
    const proven = isForged && binds ? row.body(scheme, seed + 1) : bytes;
    const pairs = headerPairs(prove(proven, isForged), row.headers ?? HEADER_COUNT);
    return { bytes, pairs, url: url?.(isForged), expected: (row.expected ?? expected)?.(proven) };
  };
  const ring = Array.from({ length: ringLength(row.size) }, (_, seed) => make(seed));
  const deliver = ({ bytes, pairs, ...rest }) => ({
    body: platform.body(bytes),
    headers: platform.headers(pairs),
    ...rest,
  });
  const kept = isKept ? ring.map(deliver) : undefined;
  return {
    deliveries: (count) => kept ?? ring.slice(0, count).map(deliver),
    requests: (count) => Array.from({ length: count }, (_, at) => makeRequest(ring[at % ring.length])),
    forgery: ({ asRequest = false } = {}) => (asRequest ? makeRequest : deliver)(make(0, true)),
  };
}
