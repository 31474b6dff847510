import { createHandler } from "countersign/fetch";
import { Elysia } from "elysia";
import { webhook } from "./webhook.ts";

const handler = createHandler(webhook);
new Elysia()
  .post("/hooks/optondemand", ({ request }) => handler(request), { parse: "none" })
  .listen({ port: 8080, hostname: "127.0.0.1" });
