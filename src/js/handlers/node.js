// The handler for node:http, Express and Connect.

import { endpoint } from "./endpoint.js";
import { ownValue, readBody } from "./node-body.js";
import { invalidArgument } from "./problems.js";

/** How long the rest of a refused body is thrown away before the connection ends. */
const LINGER_MS = 1_000;

const NOT_NODES =
  "and `res` must be Node's own: request.raw and reply.raw in Fastify, ctx.req and ctx.res in Koa; for a Request there is countersign/fetch";

export function createHandler(options) {
  const respond = endpoint(options, (req) => req.socket?.remoteAddress);
  return (req, res) => {
    // Thrown, as there is nothing here that could be answered.
    if (!isNodes(req, res)) throw invalidArgument("req", NOT_NODES);
    const { method, headers } = req;
    // Express and Connect take the path that something is mounted at off `url`.
    const url = ownValue(req, "originalUrl") ?? req.url;
    const read = (limit) => readBody(req, res, limit);
    void respond({ method, headers, url, request: req, context: req, read, send: (answer) => send(req, res, answer) });
  };
}

const isNodes = (req, res) => typeof req?.on === "function" && typeof res?.writeHead === "function";

function send(req, res, answer) {
  // A middleware has answered in the meantime, or the sender is gone.
  if (res.headersSent || res.destroyed) return;
  const headers = { ...answer.headers, "content-length": String(new TextEncoder().encode(answer.body).length) };
  try {
    if (req.complete || req.readableEnded || req.httpVersionMajor > 1) res.writeHead(answer.status, headers).end(answer.body);
    else sendBeforeTheEnd(req, res, { ...answer, headers });
  } catch (error) {
    // Nobody else would end it.
    res.destroy();
    throw error;
  }
}

/**
 * Answers a request whose body is still coming in. A connection that is closed then is reset, and the sender may lose the
 * answer. So the answer is sent, then the rest of the body is thrown away for a moment, and only then the connection ends.
 */
function sendBeforeTheEnd(req, res, { status, headers, body }) {
  res.writeHead(status, { ...headers, connection: "close" });
  res.write(body);
  const end = () => {
    clearTimeout(timer);
    res.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  timer.unref?.();
  req.once("end", end).once("close", end).resume();
}
