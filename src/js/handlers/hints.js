// How to get the raw bytes, for the framework that a request comes from if we can tell which one it is.

const EXPRESS = 'mount the handler before express.json(), or put express.raw({ type: "*/*" }) on its route alone';
const NEST =
  "app.use(path, handler) before app.listen(); on Express also NestFactory.create(AppModule, { rawBody: true }); on Fastify a " +
  "controller that passes request.raw and reply.raw gets no stream: call provider.receive() with its request.rawBody there";
const NEXT = "export const config = { api: { bodyParser: false } } from this API route";
const FASTIFY =
  "in a plugin of its own, fastify.removeAllContentTypeParsers() and " +
  'fastify.addContentTypeParser("*", (request, payload, done) => done(null)), and pass request.raw and reply.raw';
const KOA = "mount the handler before the body parser and pass ctx.req and ctx.res";
const ADONIS = "a middleware in server.use() of start/kernel, which runs before the body parser in router.use()";
const H3 = "pass toWebRequest(event) to the handler of countersign/fetch, before readBody(event)";
const VERCEL =
  "call the handler before anything else reads the request, or export const POST = createHandler(...) of countersign/fetch";

const has = (object, name) => typeof object?.[name] === "function";

/** Returns what to change, for the framework that a Node request comes from, or for all of them if we can't tell. */
export function remedyInNode(req, res) {
  if (has(res, "setDraftMode") || has(res, "setPreviewData")) return NEXT;
  if (Object.hasOwn(res, "status") && Object.hasOwn(res, "send")) return `in a Vercel function, ${VERCEL}`;
  if (has(req.app, "use") && has(req, "get")) return `${EXPRESS}; in NestJS, ${NEST}`;
  return (
    "pass the raw request, before any body parser. node:http: call the handler before other code reads the request. " +
    `Express: ${EXPRESS}. NestJS: ${NEST}. Fastify: ${FASTIFY}. ` +
    `Koa: ${KOA}. AdonisJS: ${ADONIS}. Next.js: ${NEXT}. Nuxt and Nitro 2: ${H3}. Vercel: ${VERCEL}`
  );
}

/** For a Request that other code has read. */
export const REQUEST_WAS_READ =
  "call the handler before other code reads the request, or let that code read request.clone(); in Elysia give the route " +
  '{ parse: "none" }, or a handler that takes ({ request }) alone';

const SVELTEKIT =
  "SvelteKit 2 on Node drops a body without a content type: use SvelteKit 3, or put the handler of countersign/node in front of " +
  "SvelteKit's";
const PARSER =
  "a body parser in front of an adapter (@hono/node-server, @whatwg-node/server, @react-router/express) has read it: mount the " +
  "adapter before express.json()";

/** For a Request that has lost its body. Only SvelteKit's adapter drops a body without a content type. */
export const remedyForRequest = (contentType) => (contentType ? `${PARSER}; ${SVELTEKIT}` : `${SVELTEKIT}; ${PARSER}`);
