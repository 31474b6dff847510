import { STATUS_CODES } from "node:http";

/** Bytes. A body that is no longer comes at once as a rule: it is discarded, and its connection is used again. */
const SHORT = 64 * 1024;
/** How long a sender that is still sending has to read the answer. */
const LINGER_MS = 500;

/** As a handler of countersign writes it. Node still has the name of RFC 7231 for 413; this one is of RFC 9110, section 15.5.14. */
const textOf = (status) => `${status === 413 ? "Content Too Large" : STATUS_CODES[status]}\n`;

/** Whether the request has a long body, or one without a length (RFC 9112, section 6.3). */
function isLong({ headers: { "content-length": length = "0", "transfer-encoding": encoding } }) {
  return encoding !== undefined || Number(length) > SHORT;
}

/** Ends the connection after the answer, if the request has a long body: Node would read and discard all of it first. */
export function leaveBody(req, res) {
  if (isLong(req)) res.setHeader("connection", "close");
}

/**
 * Answers a refused request at once if its body is long, and reads no more of it. A handler of countersign would discard a part of it:
 * many senders without a secret would keep the server busy with that.
 *
 * A connection that is closed while the other side sends is reset, and that side may lose the answer (RFC 9112, section 9.6). So the
 * answer says that it is the last, and the connection stays open for a moment.
 *
 * @param {import("node:http").IncomingMessage} req
 * @param {import("node:http").ServerResponse} res
 * @param {number} status
 */
export function turnAway(req, res, status) {
  if (!isLong(req) || req.complete || res.headersSent) return;
  const text = textOf(status);
  const headers = { "content-type": "text/plain; charset=utf-8", "content-length": text.length, connection: "close" };
  if (status === 405) headers.allow = "POST";
  req.pause();
  res.writeHead(status, headers).write(text);
  setTimeout(() => res.end(), LINGER_MS).unref();
}
