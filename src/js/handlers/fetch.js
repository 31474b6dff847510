// The handler for everything that speaks in Request and Response.

import { checkDeclared, collector } from "./collect.js";
import { endpoint } from "./endpoint.js";
import { bodyNotRaw, invalidArgument } from "./problems.js";

export function createHandler(options) {
  const respond = endpoint(options);
  return async (request, context) => {
    const { method, headers, url } = request ?? {};
    const { status, ...answer } = await respond({ method, headers, url, request, context, read: (limit) => readBody(request, limit) });
    return new Response(answer.body === "" ? null : answer.body, { status, headers: answer.headers });
  };
}

async function readBody(request, limit) {
  if (typeof request.headers?.get !== "function") {
    throw invalidArgument("request", "must be a Request: `c.req.raw` in Hono, `event.request` in SvelteKit; for Node's own requests there is `countersign/node`");
  }
  if (request.bodyUsed || request.body?.locked) {
    throw bodyNotRaw("it was read already", "call the handler before anything reads the request, or read a `request.clone()`");
  }
  checkDeclared(request.headers.get("content-length"), limit);
  const collected = collector(limit);
  if (!request.body) return collected.bytes();
  const reader = request.body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) collected.add(part.value);
  } catch (error) {
    // Not awaited: the sender must not decide when it is answered.
    reader.cancel().catch(() => {});
    throw error;
  }
  return collected.bytes();
}
