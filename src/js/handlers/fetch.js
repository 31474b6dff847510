// The handler for frameworks that use Request and Response.

import { isDrained } from "./responses.js";
import { endpoint } from "./endpoint.js";
import { taking } from "./taking.js";
import { bodyOf } from "./fetch-body.js";
import { invalidArgument } from "./errors.js";
import { remedyForRequest } from "./hints.js";

const NOT_A_REQUEST =
  "must be a Request: c.req.raw in Hono, event.request in SvelteKit, toWebRequest(event) in Nuxt and Nitro 2 (h3 1), event.req " +
  "in Nitro 3, request in Elysia; for Node's own requests use countersign/node";

/** Returns the options unchanged. It only adds types. */
export const defineWebhook = (options) => options;

export function createHandler(options) {
  const respond = endpoint(options);
  return taking("fetch", (request, context) =>
    respond(isRequest(request) ? exchangeOf(request, context) : noExchange(request, context)),
  );
}

const isRequest = (request) => typeof request?.method === "string" && typeof request.headers?.get === "function";

function exchangeOf(request, context) {
  const { method, headers, url } = request;
  const { read, drain, giveUp } = bodyOf(request);
  const header = (name) => headers.get(name) ?? undefined;
  const remedy = () => remedyForRequest(header("content-type"));
  const send = async (answer) => response(answer, isDrained(answer) ? await drain() : answer.status < 400 || giveUp());
  return { method, headers, url, request, context, header, isGone: () => false, read, remedy, send, fail };
}

// Each host handles a missing Response differently, so we always return one.
const fail = () => new Response(null, { status: 500 });

/** The exchange for an argument that is not a Request. */
const noExchange = (request, context) => ({
  problem: invalidArgument("request", NOT_A_REQUEST),
  request,
  context,
  header: () => undefined,
  send: async (answer) => {
    endNodes(context, answer.status);
    return response(answer, true);
  },
  fail,
});

/** Ends a response of Node's, as Express passes it. Express ignores a returned Response, so its client would wait for ever. */
function endNodes(res, status) {
  if (typeof res?.writeHead !== "function" || typeof res.end !== "function" || res.headersSent) return;
  res.writeHead(status);
  res.end();
}

/** `isWhole` tells whether the whole request arrived. If not, an HTTP/1 connection can't be reused. */
function response({ status, headers, body }, isWhole) {
  // "" would be a body; null means no body.
  return new Response(body || null, { status, headers: isWhole ? headers : { ...headers, connection: "close" } });
}
