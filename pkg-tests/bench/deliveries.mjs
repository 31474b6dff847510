// Makes the deliveries for the candidates. The bodies come from a ring of different ones. The headers are those that proxies and
// senders usually add.

import { SCHEMES } from "./candidates/schemes.mjs";

/** The limits of a ring: the number of bodies, and their bytes unless there are only a few. */
const MOST_BODIES = 64;
const MOST_BYTES = 4 * 1_048_576;
const LEAST_BODIES = 4;

const ringLength = (size) => Math.max(LEAST_BODIES, Math.min(MOST_BODIES, Math.floor(MOST_BYTES / size)));

/** The default number of headers. */
const HEADER_COUNT = 15;

/** The headers other than those of the proof. */
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

/** Returns `count` pairs, with those of the proof in the middle. */
function headerPairs(proof, count) {
  const own = Object.entries(proof);
  const others = [...COMMON, ...MORE].slice(0, Math.max(0, count - own.length));
  const middle = Math.floor(others.length / 2);
  return [...others.slice(0, middle), ...own, ...others.slice(middle)];
}

/** A Request for candidates that take one. It can only be read once. */
const makeRequest = ({ bytes, pairs, url }) =>
  new Request(`https://hooks.shop.example${url ?? "/"}`, { method: "POST", headers: pairs, body: bytes });

/**
 * Returns a sender of a row's deliveries with a scheme. `deliveries` returns a number of them, at most as many as in the ring.
 * `requests` makes a number of Requests. `forgery` makes a delivery, or a Request, that must be refused. Deliveries are new
 * each time, unless they are kept.
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
