// The handler for node:http, Express, Connect, and frameworks that expose Node's requests and responses.

import { endpoint } from "./endpoint.js";
import { taking } from "./taking.js";
import { send } from "./node-response.js";
import { ownValue, readBody } from "./node-body.js";
import { headersOf } from "./node-headers.js";
import { invalidArgument } from "./errors.js";
import { remedyInNode } from "./hints.js";

const NOT_NODES =
  "and `res` must be Node's own: request.raw and reply.raw in Fastify and in NestJS on Fastify, ctx.req and ctx.res in Koa, " +
  "event.node.req and event.node.res in h3; for a Request use countersign/fetch";

/** Returns the options unchanged. It only adds types. */
export const defineWebhook = (options) => options;

export function createHandler(options) {
  const respond = endpoint(options, (req) => req.socket?.remoteAddress);
  // Two parameters: h3, Koa and others then wait for the promise, not for a `next` that we never call.
  return taking("node", (req, res) => {
    // Without a response we can't answer. We throw, so that the host answers with an error.
    if (!isNodes(req, res)) throw invalidArgument("req", NOT_NODES);
    return respond(exchangeOf(req, res));
  });
}

const isNodes = (req, res) => typeof req?.on === "function" && typeof res?.writeHead === "function";

function exchangeOf(req, res) {
  // A request that only looks like Node's may have no headers.
  const { method, headers = {} } = req;
  return {
    method,
    headers: headersOf(req, headers),
    // Express and Connect remove the mount path from `url`.
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
