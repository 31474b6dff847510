// The handler for everything that speaks in Request and Response.

import { isDrained } from "./responses.js";
import { endpoint } from "./endpoint.js";
import { taking } from "./taking.js";
import { bodyOf } from "./fetch-body.js";
import { invalidArgument } from "./errors.js";
import { remedyForRequest } from "./hints.js";

const NOT_A_REQUEST =
  "must be a Request: c.req.raw in Hono, event.request in SvelteKit, toWebRequest(event) in Nuxt and Nitro 2 (h3 1), event.req " +
  "in Nitro 3, request in Elysia; for Node's own there is countersign/node";

/** Types the options for the compiler; see the types. */
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
  // A host that gets no Response fails in a way of its own.
  const fail = () => new Response(null, { status: 500 });
  return { method, headers, url, request, context, header, isGone: () => false, read, remedy, send, fail };
}

/** What stands for an argument that is no Request. */
const noExchange = (request, context) => ({
  problem: invalidArgument("request", NOT_A_REQUEST),
  request,
  context,
  header: () => undefined,
  send: async (answer) => response(answer, true),
});

/** `isWhole` tells whether all of the request has come; without that a connection of HTTP/1 cannot be used again. */
function response({ status, headers, body }, isWhole) {
  // A body of "" would be one; null is none.
  return new Response(body || null, { status, headers: isWhole ? headers : { ...headers, connection: "close" } });
}
