import { bodyParser } from "@koa/bodyparser";
import { createHandler } from "countersign/node";
import Koa from "koa";
import { webhook } from "./webhook.ts";

const handler = createHandler(webhook);
const app = new Koa();
app.use((ctx, next) => (ctx.path === "/hooks/optondemand" ? handler(ctx.req, ctx.res) : next()));
app.use(bodyParser()); // after the webhook
app.listen(8080, "127.0.0.1");
