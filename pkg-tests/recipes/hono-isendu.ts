import { serve } from "@hono/node-server";
import { createHandler } from "countersign/fetch";
import { Hono } from "hono";
import { webhook } from "./isendu.ts";

const handler = createHandler(webhook);
const app = new Hono();
app.post("/hooks/isendu/:token", (c) => handler(c.req.raw, c));
serve({ fetch: app.fetch, port: 8080, hostname: "127.0.0.1" });
