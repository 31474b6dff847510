// The headers of a Node request, with each line of a repeated one.

import { ownValue } from "./node-body.js";

/**
 * Returns `headers`. A header that came in several lines is a list in the result. Node joins the lines of most headers, but of some
 * (`authorization`, `user-agent`, `etag`) it keeps only the first. Only `rawHeaders` has the others. We don't use it for anything
 * else: an adapter may leave it empty, and a middleware may have changed `headers` alone.
 */
export function headersOf(req, headers) {
  let result = headers;
  for (const [name, values] of linesOf(req)) {
    if (values.length < 2 || !isMadeOf(ownValue(headers, name), values)) continue;
    if (result === headers) result = { ...headers };
    Object.defineProperty(result, name, { value: values, enumerable: true });
  }
  return result;
}

/** Returns the values of each header, in the order of their lines. */
function linesOf(req) {
  const lines = new Map();
  const raw = rawHeadersOf(req);
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (typeof raw[at] !== "string" || typeof raw[at + 1] !== "string") continue;
    const name = raw[at].toLowerCase();
    const values = lines.get(name);
    if (values === undefined) lines.set(name, [raw[at + 1]]);
    else values.push(raw[at + 1]);
  }
  return lines;
}

function rawHeadersOf(req) {
  try {
    return Array.isArray(req.rawHeaders) ? req.rawHeaders : [];
  } catch {
    // Some platforms throw for each property of Node's that they lack.
    return [];
  }
}

/** Tells whether Node made this value from these lines. If not, other code has changed it since. */
const isMadeOf = (value, lines) => value === lines[0] || value === lines.join(", ") || value === lines.join("; ");
