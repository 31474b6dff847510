import { STATUS_CODES } from "node:http";

const NEVER_KEPT = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** Answers with a status and its name. */
export function sendStatus(res, status, headers = {}) {
  res
    .writeHead(status, { ...NEVER_KEPT, "content-type": "text/plain; charset=utf-8", ...headers })
    .end(`${STATUS_CODES[status]}\n`);
}

/** Answers with a value as JSON. */
export function sendJson(res, value, status = 200) {
  res.writeHead(status, { ...NEVER_KEPT, "content-type": "application/json" }).end(JSON.stringify(value));
}
