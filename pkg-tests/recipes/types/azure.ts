// Compiled, never run: the fetch handler with the types of Azure Functions, which has its own request type.

import { app, type HttpRequest, type InvocationContext } from "@azure/functions";
import { optondemand } from "countersign";
import { createHandler as createFetchHandler } from "countersign/fetch";
import { createHandler } from "countersign/node";

const options = { provider: optondemand, config: { secret: "s" }, onEvent: async () => undefined };
const handler = createHandler(options);
const fetchHandler = createFetchHandler(options);

app.http("plain", { handler: fetchHandler });
app.http("with a context", {
  handler: createFetchHandler({ ...options, onEvent: (event, context: InvocationContext) => context.log(event.dedupeKey) }),
});
app.http("called", { handler: (request, context) => fetchHandler(request, context) });
app.http("mistaken", {
  // @ts-expect-error a request of Azure is not one of Node
  handler: (request) => handler(request),
});
app.http("with an address", { handler: createFetchHandler({ ...options, ip: (request: HttpRequest) => request.headers.get("x-client-ip") }) });
