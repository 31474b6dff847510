// Reads an incoming request.

import { typeName } from "./primordials.js";
import { readBody } from "./body.js";
import { readHeader, readHeaders } from "./headers.js";
import { isObject, isRecord, textOrNull } from "./own.js";

const { hasOwn } = Object;

/**
 * Reads what came in, each property once: `{ header, url, ip, body }`; `null` when it is no such object. Of a list of names, `header`
 * has the values one a line.
 */
export function readIncoming(incoming, names, limit) {
  if (!isRecord(incoming)) return null;
  // No helper that takes the name: engines read a property faster if its name is in the code.
  const body = hasOwn(incoming, "body") ? incoming.body : undefined;
  const headers = hasOwn(incoming, "headers") ? incoming.headers : undefined;
  const url = hasOwn(incoming, "url") ? incoming.url : undefined;
  const ip = hasOwn(incoming, "ip") ? incoming.ip : undefined;
  const header = typeof names === "string" ? readHeader(headers, names) : readHeaders(headers, names);
  const read = { header, url: readUrl(url), ip: textOrNull(ip), body: undefined };
  // Last, because the reads above may run code of the caller's, which could change the bytes.
  if (body !== undefined) read.body = readBody(body, limit);
  return read;
}

function readUrl(url) {
  if (!isObject(url)) return textOrNull(url);
  const href = typeName(url) === "[object URL]" ? url.href : null;
  return href === undefined ? null : textOrNull(href);
}
