// Compiled, never run: the Node handler with the types of the frameworks that can mount it.

import { createServer } from "node:http";
import http2 from "node:http2";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { optondemand } from "countersign";
import { createHandler as createFetchHandler } from "countersign/fetch";
import { createHandler } from "countersign/node";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";

const options = { provider: optondemand, config: { secret: "s" }, onEvent: async () => undefined };
const handler = createHandler(options);

createServer(handler);
http2.createServer(handler);
const app = express();
app.post("/hooks", handler);
app.use("/hooks", createHandler({ ...options, onEvent: async (event, req: express.Request) => [event.orderId, req.app.locals] }));
app.post("/mistaken", (req) => {
  // @ts-expect-error a request of Express is not a web Request
  void fetchHandler(req);
});

Fastify().post("/hooks", (request, reply) => {
  reply.hijack();
  handler(request.raw, reply.raw);
});
new Koa().use((ctx) => handler(ctx.req, ctx.res));
new Koa().use(async (ctx) => {
  ctx.respond = false;
  await handler(ctx.req, ctx.res);
});
export const mount = (nest: NestExpressApplication) => nest.use("/hooks", handler);

const fetchHandler = createFetchHandler(options);
new Hono().post("/hooks", (c) => fetchHandler(c.req.raw, c));
export const POST: (request: Request, context: { params: Promise<{ id: string }> }) => Promise<Response> = fetchHandler;
