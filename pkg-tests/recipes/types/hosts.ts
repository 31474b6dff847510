// Compiled, never run: the handlers with the types of hosts that have their own request types.

import { http } from "@google-cloud/functions-framework";
import { getRequestListener } from "@hono/node-server";
import type { VercelApiHandler } from "@vercel/node";
import { createServerAdapter } from "@whatwg-node/server";
import { optondemand } from "countersign";
import { createHandler as createFetchHandler } from "countersign/fetch";
import { createHandler } from "countersign/node";
import { Elysia } from "elysia";
import { createApp, eventHandler, fromNodeMiddleware, toWebRequest } from "h3-1";
import Koa from "koa";
import serverless from "serverless-http";

const options = { provider: optondemand, config: { secret: "s" }, onEvent: async () => undefined };
const handler = createHandler(options);
const fetchHandler = createFetchHandler(options);

http("google", handler);
export const vercel: VercelApiHandler = handler;
export const lambda: serverless.Handler = serverless(handler);
new Koa().use((ctx) => handler(ctx.req, ctx.res));

createApp().use(eventHandler((event) => fetchHandler(toWebRequest(event), event)));
createApp().use(fromNodeMiddleware(handler));
new Elysia().post("/hooks", ({ request }) => fetchHandler(request), { parse: "none" });
getRequestListener(fetchHandler);
createServerAdapter(fetchHandler);
