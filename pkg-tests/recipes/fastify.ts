import { createHandler } from "countersign/node";
import Fastify from "fastify";
import { webhook } from "./webhook.ts";

const handler = createHandler(webhook);
const app = Fastify();
app.register(async (hooks) => {
  hooks.removeAllContentTypeParsers(); // only in this plugin: the body stays in the stream
  hooks.addContentTypeParser("*", (_request, _payload, done) => done(null));
  hooks.post("/hooks/optondemand", (request, reply) => {
    reply.hijack();
    void handler(request.raw, reply.raw);
  });
});
await app.listen({ port: 8080, host: "127.0.0.1" });
