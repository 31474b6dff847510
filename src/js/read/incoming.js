// An incoming request.

import { typeName } from "../builtins.js";
import { readBody } from "./body.js";
import { readHeader } from "./headers.js";
import { isObject, isRecord, own, textOrNull } from "./objects.js";

/** Reads what came in, each property once: `{ header, url, ip, body }`; `null` when it is no such object. */
export function readIncoming(incoming, headerName, limit) {
  if (!isRecord(incoming)) return null;
  const body = own(incoming, "body");
  const headers = own(incoming, "headers");
  const url = own(incoming, "url");
  const ip = own(incoming, "ip");
  const read = { header: readHeader(headers, headerName), url: readUrl(url), ip: textOrNull(ip), body: undefined };
  // Last, because the reads above may run code of the caller's, which could change the bytes.
  if (body !== undefined) read.body = readBody(body, limit);
  return read;
}

function readUrl(url) {
  if (!isObject(url)) return textOrNull(url);
  const href = typeName(url) === "[object URL]" ? url.href : null;
  return href === undefined ? null : textOrNull(href);
}
