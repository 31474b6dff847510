// How to get the raw bytes in the framework that a request comes from, where it can be told.

const EXPRESS =
  'mount the handler before express.json(), or put express.raw({ type: "*/*" }) on its route alone; ' +
  "in NestJS, app.use(path, handler) before app.listen(), or NestFactory.create(AppModule, { rawBody: true })";
const NEXT = "export const config = { api: { bodyParser: false } } from this API route";
const FASTIFY =
  "in a plugin of its own, fastify.removeAllContentTypeParsers() and " +
  'fastify.addContentTypeParser("*", (request, payload, done) => done(null)), and pass request.raw and reply.raw';
const KOA = "mount the handler before the body parser and pass ctx.req and ctx.res";

const has = (object, name) => typeof object?.[name] === "function";

/** Returns what to change, for the framework that a request comes from; for all of them where it does not tell. */
export function remedy(req, res) {
  if (has(res, "setDraftMode") || has(res, "setPreviewData")) return NEXT;
  if (has(req.app, "use") && has(req, "get")) return EXPRESS;
  return `pass what came over the wire, before any body parser. Express: ${EXPRESS}. Fastify: ${FASTIFY}. Koa: ${KOA}. Next.js: ${NEXT}`;
}
