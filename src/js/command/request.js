// Reads a request from a file in any of the known formats.

import { usage } from "./exit.js";
import { bodyAlone, headerPairs, recognised } from "../requests/index.js";
import { readBytes, readText } from "./files.js";
import { note } from "./terminal.js";

export const FILE_OPTIONS = {
  provider: {
    type: "string",
    short: "p",
    value: "NAME",
    help: "whose delivery it is: a provider, a preset such as stripe, or a file, ./scheme.json",
  },
  header: { type: "string", short: "H", multiple: true, value: "LINE", help: "a header; FILE is then the body alone" },
  headers: { type: "string", value: "FILE", help: "a file of headers, such as what curl -v prints" },
};

export const REQUEST_OPTIONS = {
  ...FILE_OPTIONS,
  url: { type: "string", value: "URL", help: "the URL, or its path and query" },
  ip: { type: "string", value: "ADDRESS", help: "the address that the request came from" },
};

/** Reads a delivery. A file without headers beside it must contain them. */
export const readDelivery = (file, options) => readRequest(file, options, true);

/** Reads the request: `{ form, url, headers, ip, body, exactness }`. */
export function readRequest(file, options, isDelivery = false) {
  if (file === undefined && process.stdin.isTTY) throw usage("name a file, or pipe a request into the command");
  // Without its text, which may be a key.
  if (options.header?.some((line) => headerPairs(line).length === 0))
    throw usage("-H takes a header in the form 'NAME: VALUE'");
  const bytes = readBytes(file ?? "-");
  const apart = [
    ...(options.headers === undefined ? [] : headerPairs(readText(options.headers))),
    ...headerPairs((options.header ?? []).join("\n")),
  ];
  const isBody = apart.length > 0 || options.headers !== undefined;
  if (isDelivery && !isBody && bytes.length === 0)
    throw usage(`${file === undefined || file === "-" ? "standard input" : file} is empty: it must be a request`);
  const request = (isBody ? undefined : recognised(bytes)) ?? bodyAlone(bytes, apart);
  const { url = request.url, ip = request.ip } = options;
  note(
    `read ${request.form}: ${request.body.length} bytes of body, ${
      request.exactness === "exact" ? "exact" : "stored as text: its line endings may differ"
    }`,
  );
  return { ...request, url, ip };
}

/** Returns a request as an argument of `verify` and `diagnose`. */
export const incomingOf = ({ body, headers, url, ip }) => ({ body, headers, url, ip });

/** Returns the description of a request for `--json`. */
export const requestJson = ({ form, body, exactness }) => ({ form, body: exactness, bytes: body.length });
