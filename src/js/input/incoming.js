// Reads an incoming request.

import { typeName } from "./primordials.js";
import { readBody } from "./body.js";
import { readHeader } from "./headers.js";
import { isObject, isRecord, textOrNull } from "./own.js";

const { hasOwn } = Object;

/** Reads each property of a request once: `{ header, url, ip, body }`. Returns `null` if it is not a plain object. */
export function readIncoming(incoming, headerName, limit) {
  if (!isRecord(incoming)) return null;
  // No helper that takes the name: engines read a property faster if its name is in the code.
  const body = hasOwn(incoming, "body") ? incoming.body : undefined;
  const headers = hasOwn(incoming, "headers") ? incoming.headers : undefined;
  const url = hasOwn(incoming, "url") ? incoming.url : undefined;
  const ip = hasOwn(incoming, "ip") ? incoming.ip : undefined;
  const read = { header: readHeader(headers, headerName), url: readUrl(url), ip: textOrNull(ip), body: undefined };
  // Last, because reading the others may run the caller's code, which could change the bytes.
  if (body !== undefined) read.body = readBody(body, limit);
  return read;
}

function readUrl(url) {
  if (!isObject(url)) return textOrNull(url);
  const href = typeName(url) === "[object URL]" ? url.href : null;
  return href === undefined ? null : textOrNull(href);
}
