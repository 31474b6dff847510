// Reads a request: its body, its headers, its URL and its peer address.

import { address } from "./addresses.mjs";
import { fail } from "./faults.mjs";
import { lower, trimmed } from "./fields.mjs";

/** Returns the size and the bytes of a body. A text with half a surrogate pair has no bytes. */
export function bodyOf(body) {
  if (typeof body === "string") {
    return {
      size: Buffer.byteLength(body),
      bytes: () => (body.isWellFormed() ? Buffer.from(body) : fail("invalid_utf8")),
    };
  }
  const { buffer = body, byteOffset = 0, byteLength } = ArrayBuffer.isView(body) ? body : {};
  if (!(buffer instanceof ArrayBuffer)) fail("body_not_raw");
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return { size: bytes.length, bytes: () => bytes };
}

/** Returns the arguments of a call. Only those that the config needs are required. */
export function argumentsOf({ body, headers, url, ip }, config, needsBody) {
  const read = body === undefined && !needsBody ? undefined : bodyOf(body);
  const isUnfit = [
    headers !== undefined && (typeof headers !== "object" || headers === null),
    url === undefined ? Object.hasOwn(config, "urlToken") : typeof url !== "string" && !(url instanceof URL),
    ip === undefined ? Object.hasOwn(config, "allowedIps") : typeof ip !== "string",
    typeof ip === "string" && Object.hasOwn(config, "allowedIps") && address(ip) === undefined,
  ];
  if (isUnfit.includes(true)) fail("invalid_argument");
  return { body: read, headers, url: String(url), ip };
}

/** Returns the one value of a header. Node and `Headers` join several with a comma (RFC 9110, section 5.3). */
export function headerOf(headers = {}, wanted) {
  const values = pairsOf(headers).flatMap(([name, value]) => (lower(name) === wanted ? (value ?? []) : []));
  if (!values.every((value) => typeof value === "string")) fail("invalid_argument");
  const [value = "", ...others] = values;
  if (others.length > 0 || value.includes(",")) fail("multiple_values");
  return trimmed(value) || fail("missing_header");
}

function pairsOf(headers) {
  if (Symbol.iterator in headers) return [...headers];
  return typeof headers.entries === "function" ? [...headers.entries()] : Object.entries(headers);
}

/** The parts of a URL, or of its path and query alone (RFC 3986, appendix B). */
const URL_PARTS = /^(?:[^:/?#]+:)?(?:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?/;

/** Returns the bytes of the token in a URL: the value of a parameter, or the last non-empty segment of the path. */
export function tokenOf(url, parameter) {
  const [, path, query = ""] = URL_PARTS.exec(url);
  const tokens = parameter === undefined ? lastSegment(path) : new URLSearchParams(query).getAll(parameter);
  if (tokens.length > 1) fail("multiple_values");
  const [token = ""] = tokens;
  return token.length > 0 ? Buffer.from(token) : fail("missing_token");
}

function lastSegment(path) {
  const segments = path.split("/").filter(Boolean).slice(-1);
  return segments.map((segment) => Buffer.from(segment.replace(/%([\da-f]{2})|[^]/giu, unescaped), "latin1"));
}

/** Returns the bytes of an escape or a character, as a string with one character per byte. */
const unescaped = (found, hex) =>
  hex ? String.fromCharCode(Number.parseInt(hex, 16)) : Buffer.from(found).toString("latin1");
