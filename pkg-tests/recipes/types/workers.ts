// Compiled, never run: the fetch handler with the types of Workers, and with Hono's.

import type { ExecutionContext, ExportedHandler, Queue } from "@cloudflare/workers-types";
import { optondemand } from "countersign";
import { createHandler } from "countersign/fetch";
import { Hono } from "hono";
import type { Context } from "hono";

interface Env {
  SECRET: string;
  EVENTS: Queue;
}
type Bindings = { Bindings: Env };

export const direct = {
  fetch: createHandler({
    provider: optondemand,
    config: (env: Env) => ({ secret: env.SECRET }),
    onEvent: async (event, env) => env.EVENTS.send(event.dedupeKey),
    ip: (request) => request.headers.get("cf-connecting-ip"),
  }),
} satisfies ExportedHandler<Env>;

const withBoth = createHandler({
  provider: optondemand,
  config: ({ env }: { env: Env; ctx: ExecutionContext }) => ({ secret: env.SECRET }),
  onEvent: async (event, { env }) => env.EVENTS.send(event.payload),
  onRejected: (error, { env, ctx }) => ctx.waitUntil(env.EVENTS.send(error.code)),
});
export const both = {
  fetch: (request, env, ctx) => withBoth(request, { env, ctx }),
} satisfies ExportedHandler<Env>;
// @ts-expect-error the context of another handler
withBoth(new Request("https://shop.example/"), { env: {} });

const app = new Hono<Bindings>();
const handler = createHandler({
  provider: optondemand,
  config: (c: Context<Bindings>) => ({ secret: c.env.SECRET }),
  onEvent: async (event, c) => c.env.EVENTS.send(event.dedupeKey),
});
app.post("/hooks", (c) => handler(c.req.raw, c));
