// Workers, bundled like wrangler does and served by a real workerd.

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { bundleWorker } from "../runtimes/matrix/worker-bundle.mjs";
import { freePort } from "../runtimes/matrix/process.mjs";
import {
  ISENDU,
  PATH,
  SECRET,
  compiled,
  edit,
  fails,
  folder,
  post,
  read,
  says,
  serving,
  withDatabase,
  works,
  worksForIsendu,
} from "./harness.mjs";
import workerd from "workerd";
import { TEXT_START } from "../../src/js/build/embed.js";

const config = (port, bindings) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    compatibilityDate = "2026-10-01",
    compatibilityFlags = ["no_nodejs_compat"],
    bindings = [${Object.entries(bindings)
      .map(([name, text]) => `(name = "${name}", text = "${text}")`)
      .join(", ")}],
    modules = [(name = "worker.mjs", esModule = embed "worker.mjs"), (name = "countersign.wasm", wasm = embed "countersign.wasm")],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;

async function serveWorker(t, name, source, bindings = { OPTONDEMAND_SECRET: SECRET }) {
  const path = folder(name);
  t.after(() => rmSync(path, { recursive: true }));
  const port = await freePort();
  writeFileSync(`${path}/main.mjs`, compiled(withDatabase(source)));
  writeFileSync(`${path}/config.capnp`, config(port, bindings));
  await bundleWorker(path);
  return serving(t, port, workerd.default ?? workerd, ["serve", "config.capnp"], { cwd: path });
}

const REMEDY = /call the handler before other code reads the request, or let that code read request\.clone\(\)/;
const WORKERS = {
  Workers: {
    file: "workers.ts",
    mistake: [
      ["export default {\n  fetch: createHandler(", "const handler = createHandler("],
      [
        "  }),\n} satisfies ExportedHandler<Env>;",
        "  });\nexport default { async fetch(request, env) {\n  await request.json();\n  return handler(request, env);\n} };",
      ],
    ],
  },
  "Hono on Workers": {
    file: "hono-workers.ts",
    mistake: [
      [
        "new Hono<Env>();",
        "new Hono<Env>();\napp.use(async (c, next) => {\n  await c.req.json();\n  await next();\n});",
      ],
    ],
  },
};

for (const [name, { file, mistake }] of Object.entries(WORKERS)) {
  test(`${name}: the recipe`, async (t) => works(await serveWorker(t, name, read(file))));
  test(`${name}: a body that was read`, async (t) =>
    fails(await serveWorker(t, `${name}, read`, edit(read(file), mistake)), REMEDY));

  test(`${name}: a missing secret`, async (t) => {
    const { url, program } = await serveWorker(t, `${name}, bare`, read(file), {});
    assert.deepEqual(await post(url), [500, "Internal Server Error\n"], program.output);
    await says(program, /config option `secret` is undefined: is its environment variable set/);
  });
}

test("a Worker's bundle has one core, and no copy of the module as text", async () => {
  const path = folder("Workers, bundle");
  writeFileSync(`${path}/main.mjs`, compiled(read("workers.ts")));
  await bundleWorker(path);
  const bundle = readFileSync(`${path}/worker.mjs`, "utf8");
  assert.equal(bundle.match(/\bextends Error\b/g).length, 1);
  assert.ok(!bundle.includes(TEXT_START));
});

test("a Worker with only the handler refuses every method but POST", async (t) => {
  const { url } = await serveWorker(t, "Workers, methods", read("workers.ts"));
  assert.ok(url.endsWith(PATH));
  for (const method of ["GET", "HEAD", "PUT", "OPTIONS"]) {
    const { status, headers } = await fetch(url, { method });
    assert.deepEqual([status, headers.get("allow")], [405, "POST"], method);
  }
});

test("Workers, isendu: a token in the URL, and the confirmation", async (t) => {
  await worksForIsendu(await serveWorker(t, "Workers, isendu", read("workers-isendu.ts"), ISENDU));
});

test("Workers, isendu: without ISENDU_CONFIRM the secret isn't returned", async (t) => {
  const { ISENDU_CONFIRM, ...bindings } = ISENDU;
  await worksForIsendu(await serveWorker(t, "Workers, isendu, closed", read("workers-isendu.ts"), bindings), {
    confirms: false,
  });
});
