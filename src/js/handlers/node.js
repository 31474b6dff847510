// The handler for node:http, Express and Connect.

import { endpoint } from "./endpoint.js";
import { readBody } from "./node-body.js";

/** How long the rest of a refused body is thrown away before the connection ends. */
const LINGER_MS = 1_000;

export function createHandler(options) {
  const respond = endpoint(options, (req) => req.socket?.remoteAddress);
  return (req, res) => {
    // Express and Connect take the path that they mounted something at off `url`.
    const url = req.originalUrl ?? req.url;
    const exchange = { method: req.method, headers: req.headers, url, request: req, context: req, read: (limit) => readBody(req, res, limit) };
    respond(exchange).then((answer) => send(req, res, answer));
  };
}

function send(req, res, { status, headers, body }) {
  // The sender is gone, or a middleware has answered in the meantime.
  if (res.headersSent || res.destroyed) return;
  if (isReceived(req) || req.httpVersionMajor > 1) {
    res.writeHead(status, headers).end(body);
    return;
  }
  // A connection that ends while bytes are coming in is reset, and the sender may lose the answer. So all of it is sent,
  // then the rest of the body thrown away for a moment, and only then the connection closed.
  res.writeHead(status, { ...headers, "content-length": String(body.length), connection: "close" });
  res.write(body);
  const end = () => {
    clearTimeout(timer);
    res.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  req.once("end", end).once("close", end).resume();
}

/** Tells whether nothing more of a request is to come. */
const isReceived = (req) => req.complete || req.readableEnded;
