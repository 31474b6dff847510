// Hosts that need several files, or run the recipe inside their own server.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { freePort } from "../runtimes/matrix/process.mjs";
import {
  NO_TYPE,
  PATH,
  compiled,
  edit,
  fails,
  folder,
  post,
  read,
  says,
  serveFile,
  serving,
  signature,
  works,
} from "./harness.mjs";

/** Runs a server with the files that it loads. */
const serveFiles = (t, name, server, files) => serveFile(t, name, server, { files });

/** The route of Nitro 2, in h3 without Nitro. */
const H3 = `import { createServer } from "node:http";
import { createApp, toNodeListener } from "h3-1";
import route from "./route.mjs";

const app = createApp();
app.use("/hooks/optondemand", route);
createServer(toNodeListener(app)).listen(8080, "127.0.0.1");
`;
const serveH3 = (t, name, ...changes) => {
  const places = [
    ['from "h3"', 'from "h3-1"'],
    ["../../webhook.ts", "./webhook.ts"],
  ];
  return serveFiles(t, `h3 1, ${name}`, H3, { "route.mjs": edit(read("nitro-2.ts"), [...places, ...changes]) });
};
const FETCH = "defineEventHandler((event) => handler(toWebRequest(event), event))";
const NODE = ["countersign/fetch", "countersign/node"];
const H3_ROUTES = {
  "the recipe": [],
  "the Node handler": [NODE, [FETCH, "defineEventHandler((event) => handler(event.node.req, event.node.res))"]],
  "the Node handler as a middleware": [
    NODE,
    ["{ defineEventHandler,", "{ fromNodeMiddleware,"],
    [FETCH, "fromNodeMiddleware(handler)"],
  ],
  // h3 keeps the bytes, so toWebRequest() finds them.
  "behind its own parser": [
    ["toWebRequest }", "readBody, toWebRequest }"],
    [
      FETCH,
      "defineEventHandler(async (event) => {\n  await readBody(event).catch(() => {});\n  return handler(toWebRequest(event), event);\n})",
    ],
  ],
};

for (const [name, changes] of Object.entries(H3_ROUTES))
  test(`h3 1: ${name}`, async (t) => works(await serveH3(t, name, ...changes)));

test("h3 1: a body that was read, and one that was parsed before the Node handler", async (t) => {
  const read = [
    FETCH,
    "defineEventHandler(async (event) => {\n  const request = toWebRequest(event);\n  await request.json();\n  return handler(request, event);\n})",
  ];
  await fails(await serveH3(t, "read", read), /call the handler before other code reads the request/);
  const parsed = [
    NODE,
    ["toWebRequest }", "readBody }"],
    [
      FETCH,
      "defineEventHandler(async (event) => {\n  await readBody(event);\n  return handler(event.node.req, event.node.res);\n})",
    ],
  ];
  await fails(await serveH3(t, "parsed", ...parsed), /Nuxt and Nitro 2: pass toWebRequest\(event\)/);
});

/** An application of AdonisJS: the middleware of start/kernel.js, and the default parser. */
const ADONIS = `import { createServer } from "node:http";
import { AppFactory } from "@adonisjs/application/factories";
import { BodyParserMiddlewareFactory } from "@adonisjs/bodyparser/factories";
import { ServerFactory } from "@adonisjs/http-server/factories";

const app = new AppFactory().create(new URL("./", import.meta.url), () => {});
await app.init();
const server = new ServerFactory().merge({ app }).create();
const parser = new BodyParserMiddlewareFactory().create();
app.container.singleton(parser.constructor, () => parser);
server.use([() => import("./adonis.js")]);
server.getRouter().use([async () => ({ default: parser.constructor })]);
server.getRouter().post("/parsed", ({ request }) => request.body());
await server.boot();
createServer(server.handle.bind(server)).listen(8080, "127.0.0.1");
`;

test("AdonisJS: the recipe", async (t) => {
  const server = await serveFiles(t, "AdonisJS", ADONIS, { "adonis.js": read("adonis.ts") });
  await works(server);
  assert.deepEqual(await post(server.url.replace(PATH, "/parsed"), {}, '{"a":1}'), [200, '{"a":1}']);
});

test("AdonisJS: a parsed body", async (t) => {
  const source = edit(ADONIS, [["server.use([", "server.use([async () => ({ default: parser.constructor }), "]]);
  await fails(
    await serveFiles(t, "AdonisJS, parsed", source, { "adonis.js": read("adonis.ts") }),
    /AdonisJS: .*server\.use\(\)/,
  );
});

const ON_FASTIFY = [
  ["import { createHandler }", 'import { FastifyAdapter } from "@nestjs/platform-fastify";\nimport { createHandler }'],
  ["create(AppModule", "create(AppModule, new FastifyAdapter()"],
];

test("NestJS on Fastify: the recipe", async (t) =>
  works(await serveFile(t, "NestJS on Fastify", edit(read("nestjs.ts"), ON_FASTIFY))));

test("NestJS on Fastify: a controller with a parsed body", async (t) => {
  const source = edit(read("besides/nestjs-controller.ts"), [
    ...ON_FASTIFY,
    ["handler(req, res)", "return handler(req.raw, res.raw)"],
  ]);
  await fails(await serveFile(t, "NestJS on Fastify, rawBody", source), /NestJS.*app\.use\(path, handler\)/);
});

// The remedy at the end of that message.
test("NestJS on Fastify: a controller that gives the raw body to the receiver", async (t) => {
  const receive = `try {
      optondemand.receive({ body: req.rawBody, headers: req.headers }, webhook.config);
      res.status(200).send("");
    } catch (error) {
      res.status(error.status).send("");
    }`;
  const source = edit(read("besides/nestjs-controller.ts"), [
    ...ON_FASTIFY,
    ["import { createHandler }", 'import { optondemand } from "countersign";\nimport { createHandler }'],
    ["handler(req, res);", receive],
  ]);
  const { url } = await serveFile(t, "NestJS on Fastify, receiver", source);
  assert.deepEqual(
    [await post(url), await post(url, {}), await post(url, signature("forged"))],
    [
      [200, ""],
      [401, ""],
      [401, ""],
    ],
  );
});

const FUNCTIONS = `import { getTestServer } from "@google-cloud/functions-framework/testing";
await import("./google-functions.js");
getTestServer("optondemand").listen(8080, "127.0.0.1");
`;

test("Google's functions: the recipe", async (t) => {
  // The framework parses every body and keeps its bytes. It refuses invalid JSON itself.
  const server = await serveFiles(t, "functions", FUNCTIONS, { "google-functions.js": read("google-functions.ts") });
  await works(server, { unreadable: 400 });
});

test("Google's functions: a request whose bytes were removed", async (t) => {
  const source = edit(read("google-functions.ts"), [
    [
      "createHandler(webhook));",
      "(req, res) => {\n  req.rawBody = undefined;\n  return createHandler(webhook)(req, res);\n});",
    ],
  ]);
  await fails(
    await serveFiles(t, "functions, parsed", FUNCTIONS, { "google-functions.js": source }),
    /express\.json\(\)/,
  );
});

const vercel = createRequire(import.meta.url).resolve("@vercel/node/dist/dev-server.mjs");

/** Serves a function as \`vercel dev\` does, without the proxy in front of it. */
async function serveVercel(t, name, source) {
  const cwd = folder(name);
  const port = await freePort();
  mkdirSync(`${cwd}/api/hooks`, { recursive: true });
  writeFileSync(`${cwd}/api/hooks/optondemand.js`, compiled(source));
  const server = await serving(t, port, process.execPath, [vercel], {
    cwd,
    env: { VERCEL_DEV_ENTRYPOINT: "api/hooks/optondemand.js", VERCEL_DEV_PORT: String(port) },
  });
  await says(server.program, /Dev server listening/);
  return server;
}

const WEB = edit(read("next-route.ts"), [["../../../webhook.ts", "../../webhook.ts"]]);
const NODE_API = read("next-api.ts");

test("Vercel, a web handler: the recipe of Next.js, and a body that was read", async (t) => {
  await works(await serveVercel(t, "Vercel, web", WEB));
  const source = edit(WEB, [
    [
      "createHandler({ ...webhook, config })",
      "async (request) => {\n  await request.json();\n  return createHandler({ ...webhook, config })(request);\n}",
    ],
  ]);
  await fails(
    await serveVercel(t, "Vercel, web, read", source),
    /call the handler before other code reads the request/,
  );
});

// Vercel's helpers read the body before a Node handler runs, unless it has no content type, and replay the stream.
test("Vercel, a Node handler: the recipe of Next.js, and a body that was read", async (t) => {
  const server = await serveVercel(t, "Vercel, Node", NODE_API);
  await works(server);
  const { url } = server;
  assert.deepEqual(
    [await post(url, { ...signature(), ...NO_TYPE }), await post(url, NO_TYPE)],
    [
      [200, ""],
      [401, "Unauthorized\n"],
    ],
  );

  const handler = `const handler = createHandler({ ...webhook, config: () => ({ secret: process.env.OPTONDEMAND_SECRET }) });
export default async (req, res) => {
  await new Promise((resolve) => req.on("data", () => {}).on("end", resolve));
  return handler(req, res);
};
`;
  const source = NODE_API.slice(0, NODE_API.indexOf("export default")) + handler;
  await fails(
    await serveVercel(t, "Vercel, Node, read", source),
    /in a Vercel function, call the handler before anything else reads/,
  );
});

/** Adapters that convert Node's requests, and how each mounts a fetch handler. */
const ADAPTERS = {
  "@hono/node-server": ['import { getRequestListener } from "@hono/node-server";', "getRequestListener(handler)"],
  "@whatwg-node/server": ['import { createServerAdapter } from "@whatwg-node/server";', "createServerAdapter(handler)"],
  "@react-router/express": [
    'import { createRequestHandler } from "@react-router/express";',
    `createRequestHandler({ mode: "production", build: {
  assets: { routes: {}, entry: { imports: [], module: "" }, url: "", version: "1" }, basename: "/", future: {}, isSpaMode: false, ssr: true, prerender: [], publicPath: "/", routeDiscovery: { mode: "initial" },
  entry: { module: { default: () => new Response("", { status: 404 }) } },
  routes: { hook: { id: "hook", path: "hooks/optondemand", module: { action: ({ request }) => handler(request), loader: () => new Response("", { status: 405 }) } } },
} })`,
  ],
};

const withAdapter = ([imported, mounted], before, options = "webhook") => `import express from "express";
${imported}
import { reward } from "countersign";
import { createHandler } from "countersign/fetch";
import { webhook } from "./webhook.js";

const handler = createHandler(${options});
const app = express();
${before}
app.all("/hooks/optondemand", ${mounted});
app.listen(8080, "127.0.0.1");
`;

/** Accepts all deliveries: an empty body would go to onUnreadable. */
const TRUSTING =
  '{ ...webhook, provider: reward, config: { acceptUnauthenticated: true }, onUnreadable: () => console.log("stored aside") }';

for (const [name, adapter] of Object.entries(ADAPTERS)) {
  test(`a fetch handler behind ${name}: before a parser, and after it`, async (t) => {
    const run = name.replace(/\W/g, "-");
    await works(await serveFile(t, run, withAdapter(adapter, "")));
    for (const options of ["webhook", TRUSTING]) {
      await fails(
        await serveFile(t, `${run}, parsed`, withAdapter(adapter, "app.use(express.json());", options)),
        /mount the adapter before express\.json\(\)/,
      );
    }
  });
}
