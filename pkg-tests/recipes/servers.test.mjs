// Frameworks that run as a Node server in one file.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ISENDU,
  SECRET,
  edit,
  fails,
  post,
  read,
  says,
  serveFile,
  signature,
  works,
  worksForIsendu,
} from "./harness.mjs";

const version4 = ['from "express"', 'from "express-4"'];

/** Each with its source, and the change that makes the mistake. */
const SERVERS = {
  "node:http": {
    source: () => read("node-http.ts"),
    mistake: [
      ['from "node:http";', 'from "node:http";\nimport { json } from "node:stream/consumers";'],
      [
        "createHandler(webhook))",
        "async (req, res) => {\n  req.body = await json(req);\n  createHandler(webhook)(req, res);\n})",
      ],
    ],
    remedy: /pass the raw request, before any body parser/,
  },
  "Express 5": {
    source: () => read("express.ts"),
    mistake: [["express();", "express();\napp.use(express.json());"]],
    remedy: /mount the handler before express\.json\(\).*express\.raw/,
  },
  "Express 4": {
    source: () => edit(read("express.ts"), [version4]),
    mistake: [["express();", "express();\napp.use(express.json());"]],
    remedy: /mount the handler before express\.json\(\).*express\.raw/,
  },
  "Fastify 5": {
    source: () => read("fastify.ts"),
    mistake: [
      ["hooks.removeAllContentTypeParsers();", ""],
      ['hooks.addContentTypeParser("*", (_request, _payload, done) => done(null));', ""],
    ],
    remedy: /Fastify: .*removeAllContentTypeParsers\(\)/,
  },
  Koa: {
    source: () => read("koa.ts"),
    mistake: [["new Koa();", "new Koa();\napp.use(bodyParser());"]],
    remedy: /Koa: mount the handler before the body parser/,
  },
  NestJS: {
    source: () => read("nestjs.ts"),
    mistake: [["app.use(", 'app.useBodyParser("json");\napp.use(']],
    remedy: /in NestJS, app\.use\(path, handler\) before app\.listen\(\)/,
  },
  "Hono on Node": {
    source: () => read("hono-node.ts"),
    mistake: [
      ["new Hono();", "new Hono();\napp.use(async (c, next) => {\n  await c.req.json();\n  await next();\n});"],
    ],
    remedy: /call the handler before other code reads the request/,
  },
};

for (const [name, { source, mistake, remedy }] of Object.entries(SERVERS)) {
  test(`${name}: the recipe`, async (t) => works(await serveFile(t, name, source())));
  test(`${name}: a parsed body`, async (t) =>
    fails(await serveFile(t, `${name}, parsed`, edit(source(), mistake)), remedy));
}

/** Other ways to get the raw bytes in Express. */
const BESIDES = {
  "express.raw()": ["express();", 'express();\napp.use(express.raw({ type: "*/*" }));'],
  "express.json() that keeps them": [
    "express();",
    "express();\napp.use(express.json({ verify: (req, _res, bytes) => (req.rawBody = bytes) }));",
  ],
  "a router": [
    'app.post("/hooks/optondemand", createHandler(webhook));',
    'app.use("/hooks", express.Router().use("/optondemand", createHandler(webhook)));',
  ],
};

// The older recipe, from before the handler returned a promise.
test("Koa that leaves the answer to the handler", async (t) => {
  const source = edit(read("koa.ts"), [
    [
      'ctx.path === "/hooks/optondemand" ? handler(ctx.req, ctx.res) : next()',
      '{\n  if (ctx.path !== "/hooks/optondemand") return next();\n  ctx.respond = false;\n  handler(ctx.req, ctx.res);\n}',
    ],
  ])
    .replace("((ctx, next) => ({", "((ctx, next) => {")
    .replace("}));", "});");
  await works(await serveFile(t, "Koa, respond", source));
});

test("NestJS, a controller with rawBody", async (t) => {
  const { url } = await serveFile(t, "NestJS, rawBody", read("besides/nestjs-controller.ts"));
  assert.deepEqual([await post(url), (await post(url, {}))[0]], [[200, ""], 401]);
  // NestJS's own parser refuses invalid JSON and long bodies before the handler runs.
  const long = `{"event":"${"x".repeat(110_000)}"}`;
  assert.deepEqual(
    [(await post(url, signature(SECRET, "{"), "{"))[0], (await post(url, signature(SECRET, long), long))[0]],
    [400, 413],
  );
});

test("NestJS, a controller without rawBody", async (t) => {
  const source = edit(read("besides/nestjs-controller.ts"), [["{ rawBody: true }", "{}"]]);
  await fails(
    await serveFile(t, "NestJS, no rawBody", source),
    /in NestJS.*NestFactory\.create\(AppModule, \{ rawBody: true \}\)/,
  );
});

for (const [name, change] of Object.entries(BESIDES)) {
  for (const [express, changes] of [
    ["Express 5", [change]],
    ["Express 4", [change, version4]],
  ]) {
    test(`${express} with ${name}`, async (t) => {
      const { url } = await serveFile(t, `${express} ${name}`, edit(read("express.ts"), changes));
      assert.deepEqual([await post(url), (await post(url, {}))[0]], [[200, ""], 401]);
    });
  }
}

test("the unchanged webhook stores nothing, so the answer is 503 and never 200", async (t) => {
  const { url, program } = await serveFile(t, "Express, unfinished", read("express.ts"), {
    files: { "webhook.js": read("webhook.ts") },
  });
  assert.deepEqual(await post(url), [503, "Service Unavailable\n"]);
  await says(program, /not stored: optondemand:sha256:/);
});

for (const [name, file] of [
  ["Express 5", "express-isendu.ts"],
  ["Hono on Node", "hono-isendu.ts"],
]) {
  test(`${name}, isendu: a token in the URL, and the confirmation`, async (t) => {
    await worksForIsendu(await serveFile(t, `${name}, isendu`, read(file), { env: ISENDU }));
  });

  test(`${name}, isendu: without ISENDU_CONFIRM the secret isn't returned`, async (t) => {
    const { ISENDU_CONFIRM, ...env } = ISENDU;
    await worksForIsendu(await serveFile(t, `${name}, isendu, closed`, read(file), { env }), { confirms: false });
  });
}
