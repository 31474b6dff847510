// A raw HTTP request (RFC 9112).

import { fromLatin1, joined, toLatin1, toText } from "./bytes.js";

// A file may begin with a byte order mark. Proxies record requests of HTTP/2 and HTTP/3 in the same form.
const LINE = /^(?:\xef\xbb\xbf)?[A-Z]+ (\S+) HTTP\/(?:1\.[01]|[23](?:\.0)?)\r?\n/;

/** Returns header lines as pairs. In the output of `curl -v`, sent lines begin with `> `; we skip curl's own notes. */
export function headerPairs(text) {
  return text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .map((line) => line.replace(/^> /, ""))
    .filter((line) => !/^[*<{}]/.test(line))
    .map((line) => /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line))
    .filter(Boolean)
    .map(([, name, value]) => [name, value]);
}

/** Joins the chunks of a body (RFC 9112, section 7.1); undefined for an invalid chunk. */
function unchunked(bytes) {
  const text = toLatin1(bytes);
  const parts = [];
  let at = 0;
  for (;;) {
    const end = text.indexOf("\r\n", at);
    const size = /^([0-9a-f]+)/i.exec(text.slice(at, end))?.[1];
    if (end < 0 || size === undefined) return undefined;
    const length = Number.parseInt(size, 16);
    if (length === 0) return joined(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}

/** Reads a request; undefined for anything else. */
export function rawRequest(bytes) {
  const text = toLatin1(bytes);
  const [line, url] = LINE.exec(text) ?? [];
  if (line === undefined) return undefined;
  const end = /\r?\n\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const rest = end === null ? new Uint8Array() : bytes.subarray(end.index + end[0].length);
  const headers = headerPairs(toText(fromLatin1(head.slice(line.length))) ?? head.slice(line.length));
  const isChunked = headers.some(([name, value]) => /^transfer-encoding$/i.test(name) && /chunked/i.test(value));
  const whole = isChunked ? unchunked(rest) : undefined;
  return { form: "a raw HTTP request", url, headers, body: whole ?? rest, exactness: "exact" };
}
