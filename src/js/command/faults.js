// Damages deliveries on purpose, by the id of the finding.

import { usage } from "./exit.js";

const text = (body) => new TextDecoder().decode(body);
const bytes = (value) => new TextEncoder().encode(value);
const onBody = (change) => (request) => ({ ...request, body: bytes(change(text(request.body))) });

/** Changes the value of the header with the proof. */
const onProof = (change) => (request) => ({
  ...request,
  headers: Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      request.proof.includes(name) ? change(name, value) : [[name, value]],
    ),
  ),
});

/** Rewrites JSON with line breaks and an indent, like many tools. */
const indented = (body) => {
  try {
    const again = JSON.stringify(JSON.parse(body), null, 2);
    return again === body ? JSON.stringify(JSON.parse(body)) : again;
  } catch {
    throw usage("--fault body_reserialized takes a body of JSON");
  }
};

/** Each takes `{ url, headers, proof, prefix, body }` and returns it changed. */
export const FAULTS = {
  body_reserialized: onBody(indented),
  body_edge_whitespace: onBody((body) => `${body}\n`),
  body_bom: onBody((body) => `\ufeff${body}`),
  body_base64: onBody((body) => Buffer.from(body).toString("base64")),
  body_url_encoded: onBody((body) => encodeURIComponent(body)),
  body_stringified: onBody((body) => JSON.stringify(body)),
  body_wrapped: onBody((body) => JSON.stringify({ body, isBase64Encoded: false })),
  body_repeated: onBody((body) => body + body),
  body_truncated: onBody((body) => body.slice(0, -Math.ceil(body.length / 3))),
  header_missing: onProof(() => []),
  header_elsewhere: onProof((name, value) => [[`${name}-copy`, value]]),
  header_prefix: (request) =>
    onProof((name, value) => [[name, request.prefix ? value.replace(request.prefix, "") : `Bearer ${value}`]])(request),
  header_quoted: onProof((name, value) => [[name, `"${value}"`]]),
  header_encoding: onProof((name, value) => [[name, encodeURIComponent(`${value}=`).replace(/%3D$/, "")]]),
};
