// The handler for everything that speaks in Request and Response.

import { checkDeclared, collector } from "./collect.js";
import { endpoint } from "./endpoint.js";
import { bodyNotRaw, invalidArgument } from "./problems.js";

const NOT_A_REQUEST =
  "must be a Request: c.req.raw in Hono, event.request in SvelteKit; for Node's own there is countersign/node";
const REMEDY = "call the handler before anything reads the request, or let that read request.clone()";

export function createHandler(options) {
  const respond = endpoint(options);
  return (request, context) => {
    const { method, headers, url } = isRequest(request) ? request : NO_REQUEST;
    return respond({ method, headers, url, request, context, send, read: (limit) => readBody(request, limit) });
  };
}

/** What stands for an argument that is no Request, so that it comes to light where bodies are read. */
const NO_REQUEST = { method: "POST" };

const isRequest = (request) => typeof request?.method === "string" && typeof request.headers?.get === "function";

// A body of "" would be one; null is none.
const send = ({ status, headers, body }) => new Response(body || null, { status, headers });

async function readBody(request, limit) {
  if (!isRequest(request)) {
    throw invalidArgument("request", NOT_A_REQUEST);
  }
  if (request.bodyUsed || request.body?.locked) {
    throw bodyNotRaw("it has been read already", REMEDY);
  }
  checkDeclared(request.headers.get("content-length"), limit);
  const collected = collector(limit);
  if (!request.body) return collected.bytes();
  const reader = request.body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) collected.add(part.value);
  } catch (error) {
    // Not awaited: it may take as long as the sender likes.
    reader.cancel().catch(() => {});
    throw error;
  }
  return collected.bytes();
}
