// The handler for node:http, Express and Connect, and for what gives their requests and responses on.

import { endpoint } from "./endpoint.js";
import { taking } from "./taking.js";
import { send } from "./node-response.js";
import { ownValue, readBody } from "./node-body.js";
import { invalidArgument } from "./errors.js";
import { remedyInNode } from "./hints.js";

const NOT_NODES =
  "and `res` must be Node's own: request.raw and reply.raw in Fastify and in NestJS on Fastify, ctx.req and ctx.res in Koa, " +
  "event.node.req and event.node.res in h3; for a Request there is countersign/fetch";

/** Types the options for the compiler; see the types. */
export const defineWebhook = (options) => options;

export function createHandler(options) {
  const respond = endpoint(options, (req) => req.socket?.remoteAddress);
  // Of two parameters: h3, Koa and others wait for what such a function returns, and not for a `next` that is never called.
  return taking("node", (req, res) => {
    // Thrown, as there is nothing here that could be answered. The host has to answer, and does not take it for a success.
    if (!isNodes(req, res)) throw invalidArgument("req", NOT_NODES);
    return respond(exchangeOf(req, res));
  });
}

const isNodes = (req, res) => typeof req?.on === "function" && typeof res?.writeHead === "function";

function exchangeOf(req, res) {
  // What only looks like Node's may have none.
  const { method, headers = {} } = req;
  return {
    method,
    headers,
    // Express and Connect take the path that something is mounted at off `url`.
    url: ownValue(req, "originalUrl") ?? req.url,
    request: req,
    context: req,
    header: (name) => ownValue(headers, name),
    isGone: () => req.socket?.destroyed === true,
    read: (limit, seconds) => readBody(req, res, limit, seconds),
    remedy: () => remedyInNode(req, res),
    send: (answer) => send(req, res, answer),
  };
}
