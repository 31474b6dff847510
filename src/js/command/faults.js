// Damages deliveries on purpose, by the id of the finding.

import { fromText } from "../requests/bytes.js";
import { usage } from "./exit.js";

const text = (body) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
const onBody = (change) => (request) => ({ ...request, body: fromText(change(text(request.body))) });

/** Changes the header with the proof. */
const onProof = (change) => (request) => {
  const { [request.proof]: value, ...others } = request.headers;
  return { ...request, headers: { ...change(request.proof, value, request), ...others } };
};

/** Rewrites JSON with line breaks and an indent, like many tools. */
const indented = (body) => {
  try {
    const again = JSON.stringify(JSON.parse(body.replace(/^\ufeff/, "")), null, 2);
    return again === body ? JSON.stringify(JSON.parse(body)) : again;
  } catch {
    throw usage("--fault body_reserialized takes a body of JSON");
  }
};

/** Removes the prefix of the signature, which may stand behind the time. Without a prefix, adds one. */
function otherPrefix(name, value, { prefix, isBehindTime, list }) {
  if (!prefix) return { [name]: `Bearer ${value}` };
  const start = isBehindTime ? value.indexOf(list) + 1 : 0;
  return { [name]: value.slice(0, start) + value.slice(start + prefix.length) };
}

/** Encodes for a URL. If that changes nothing, encodes in base64. */
function encoded(name, value) {
  const escaped = encodeURIComponent(value);
  return { [name]: escaped === value ? Buffer.from(value).toString("base64") : escaped };
}

/** Each takes `{ url, headers, proof, prefix, isBehindTime, list, body }` and returns it changed. */
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
  header_missing: onProof(() => ({})),
  header_elsewhere: onProof((name, value) => ({ [`${name}-copy`]: value })),
  header_prefix: onProof(otherPrefix),
  header_quoted: onProof((name, value) => ({ [name]: `"${value}"` })),
  header_encoding: onProof(encoded),
};
