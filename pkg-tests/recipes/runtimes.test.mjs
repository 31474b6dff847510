// Recipes that need the packages of the matrix: Deno, Bun, Next.js, SvelteKit and Nitro. They share a file, so that only one
// process installs packages.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { workFolder, write } from "../runtimes/matrix/harness.mjs";
import { folderOf, install, toolNode } from "../runtimes/matrix/install.mjs";
import { freePort, run } from "../runtimes/matrix/process.mjs";
import {
  ISENDU,
  NO_TYPE,
  PATH,
  SECRET,
  compiled,
  edit,
  fails,
  folder,
  post,
  read,
  serveFile,
  serving,
  signature,
  withDatabase,
  works,
  worksForIsendu,
} from "./harness.mjs";

const NO_SECRET = { OPTONDEMAND_SECRET: "" };
const READ = /call the handler before other code reads the request, or let that code read request\.clone\(\)/;

async function ready(...groups) {
  for (const group of ["node-24", ...groups]) await install(group);
}

const RUNTIMES = {
  deno: [
    "run",
    "--no-prompt",
    "--no-remote",
    "--node-modules-dir=manual",
    "--allow-env=OPTONDEMAND_SECRET",
    "--allow-net=127.0.0.1",
  ],
  bun: ["run"],
};
const MISTAKE = [
  "createHandler(webhook)",
  "async (request) => {\n  await request.json();\n  return createHandler(webhook)(request);\n}",
];

for (const [name, args] of Object.entries(RUNTIMES)) {
  const command = [`${folderOf(name)}/node_modules/.bin/${name}`, ...args];

  test(`${name}: the recipe, and a body that was read`, { timeout: 480_000 }, async (t) => {
    await ready(name);
    await works(await serveFile(t, name, read(`${name}.ts`), { command }));
    await fails(await serveFile(t, `${name}, read`, edit(read(`${name}.ts`), [MISTAKE]), { command }), READ);
  });
}

test("Node 24 runs the TypeScript directly", { timeout: 480_000 }, async (t) => {
  await ready();
  await works(await serveFile(t, "node-24", read("node-http.ts"), { command: [toolNode] }));
  await worksForIsendu(
    await serveFile(t, "node-24, isendu", read("express-isendu.ts"), { command: [toolNode], env: ISENDU }),
  );
});

// Elysia reads the body if the handler might use it, unless the route or the handler says otherwise.
const ELYSIA = {
  "the recipe": [],
  "a handler that only takes the request": [
    ['({ request }) => handler(request), { parse: "none" }', "({ request }) => handler(request)"],
  ],
  "a route without a parser": [["({ request }) => handler(request)", "(context) => handler(context.request, context)"]],
};
const ELYSIA_PARSES = [
  ['({ request }) => handler(request), { parse: "none" }', "(context) => handler(context.request, context)"],
];

test("Elysia on Bun: the recipe, and a body that was parsed", { timeout: 480_000 }, async (t) => {
  await ready("bun");
  const command = [`${folderOf("bun")}/node_modules/.bin/bun`, "run"];
  for (const [name, changes] of Object.entries(ELYSIA))
    await works(await serveFile(t, `elysia, ${name}`, edit(read("elysia.ts"), changes), { command }));
  await fails(
    await serveFile(t, "elysia, parsed", edit(read("elysia.ts"), ELYSIA_PARSES), { command }),
    /in Elysia give the route \{ parse: "none" \}/,
  );
});

const at = ({ url, program }, path) => ({ url: url.replace(PATH, path), program });

test("Next.js: route handlers and API routes, with their mistakes", { timeout: 480_000 }, async (t) => {
  await ready("next");
  const cwd = workFolder("next", "recipes");
  const packages = folderOf("next");
  // Compiled first: otherwise Next.js would install a compiler.
  const [route, api] = [compiled(read("next-route.ts")), compiled(read("next-api.ts"))];
  write(cwd, {
    "package.json": { private: true, name: "consumer" },
    "next.config.mjs": `export default { turbopack: { root: "${packages}" }, outputFileTracingRoot: "${packages}" };\n`,
    "webhook.js": compiled(withDatabase(read("webhook.ts"))),
    "isendu.js": compiled(withDatabase(read("isendu.ts"))),
    "app/hooks/optondemand/route.js": route,
    "app/hooks/isendu/[token]/route.js": compiled(read("next-isendu.ts")),
    "app/hooks/mistake/route.js": edit(route, [
      [
        "export const POST = createHandler({ ...webhook, config });",
        "export const POST = async (request) => {\n  await request.json();\n  return createHandler({ ...webhook, config })(request);\n};",
      ],
    ]),
    "pages/api/optondemand.js": api,
    "pages/api/mistake.js": edit(api, [
      ["export const config = { api: { bodyParser: false, externalResolver: true } };", ""],
    ]),
  });
  const port = await freePort();
  const args = ["dev", "--turbopack", "--hostname", "127.0.0.1", "--port", String(port)];
  const server = await serving(t, port, toolNode, [`${packages}/node_modules/next/dist/bin/next`, ...args], {
    cwd,
    env: ISENDU,
  });
  await fails(at(server, "/hooks/mistake"), READ);
  await fails(at(server, "/api/mistake"), /export const config = \{ api: \{ bodyParser: false \} \}/);
  await works(server);
  const { url } = at(server, "/api/optondemand");
  assert.deepEqual(
    [await post(url), await post(url, {})],
    [
      [200, ""],
      [401, "Unauthorized\n"],
    ],
  );
  await worksForIsendu(server, { hostLogsUrls: true });
});

const svelteKit = {
  "package.json": { private: true, type: "module", name: "consumer" },
  "vite.config.js": 'import { sveltekit } from "@sveltejs/kit/vite";\nexport default { plugins: [sveltekit()] };\n',
  "src/app.html": "<html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>\n",
  "src/webhook.ts": withDatabase(read("webhook.ts")),
  "src/routes/hooks/optondemand/+server.ts": read("sveltekit.ts"),
  "src/routes/hooks/mistake/+server.ts": edit(read("sveltekit.ts"), [
    ["(event) =>", "async (event) => (await event.request.json()) &&"],
  ]),
};

async function serveSvelteKit(t, node, packages, cwd) {
  const port = await freePort();
  return serving(
    t,
    port,
    node,
    [`${packages}/node_modules/vite/bin/vite.js`, "dev", "--host", "127.0.0.1", "--port", String(port), "--strictPort"],
    { cwd },
  );
}

// Version 2 drops the body of a request without a content type.
test("SvelteKit 2: the recipe, a body that was read, and one that was lost", { timeout: 480_000 }, async (t) => {
  const cwd = folder("sveltekit-2");
  write(cwd, svelteKit);
  const server = await serveSvelteKit(t, process.execPath, fileURLToPath(new URL(".", import.meta.url)), cwd);
  const lost = /no byte arrived: SvelteKit 2 on Node drops a body without a content type/;
  await fails(server, lost, { headers: NO_TYPE });
  await fails(at(server, "/hooks/mistake"), READ);
  await works(server);
});

test("SvelteKit: the recipe, and a body that was read", { timeout: 480_000 }, async (t) => {
  await ready("sveltekit");
  const cwd = workFolder("sveltekit", "recipes");
  write(cwd, svelteKit);
  const server = await serveSvelteKit(t, toolNode, folderOf("sveltekit"), cwd);
  await fails(at(server, "/hooks/mistake"), READ);
  await works(server);
  assert.deepEqual(
    [await post(server.url, { ...signature(), ...NO_TYPE }), await post(server.url, NO_TYPE)],
    [
      [200, ""],
      [401, "Unauthorized\n"],
    ],
  );
});

test("handlers are created in a build without secrets, but not at run time without them", async () => {
  const cwd = folder("no-secret");
  for (const [name, file] of [
    ["next", "next-route.ts"],
    ["sveltekit", "sveltekit.ts"],
  ]) {
    writeFileSync(`${cwd}/${name}.mjs`, compiled(edit(read(file), [["../../../webhook.ts", "./webhook.ts"]])));
    assert.equal(await run(process.execPath, [`${name}.mjs`], { cwd, env: NO_SECRET }), "");
  }
  writeFileSync(
    `${cwd}/isendu.mjs`,
    compiled(edit(read("next-isendu.ts"), [["../../../../isendu.ts", "./isendu.ts"]])),
  );
  assert.equal(await run(process.execPath, ["isendu.mjs"], { cwd, env: NO_SECRET }), "");
  writeFileSync(`${cwd}/node.mjs`, compiled(read("node-http.ts")));
  await assert.rejects(run(process.execPath, ["node.mjs"], { cwd, env: NO_SECRET }), /invalid_config/);
});

/** The versions of Nitro: the name of the package, its source folder, the recipe, and a mistake in it. */
const NITRO = {
  Nitro: {
    group: "nitro",
    sources: "serverDir",
    recipe: "nitro.ts",
    mistake: ["(event: { req: Request }) =>", "async (event) => (await event.req.json()) &&"],
    remedy: READ,
  },
  "Nitro 2": {
    group: "nitropack",
    sources: "srcDir",
    recipe: "nitro-2.ts",
    // As it is in version 3.
    mistake: ["toWebRequest(event)", "event.req"],
    remedy: /toWebRequest\(event\) in Nuxt and Nitro 2/,
    code: "invalid_argument",
  },
};

for (const [name, { group, sources, recipe, mistake, remedy, code }] of Object.entries(NITRO)) {
  test(`${name}: the recipe, and a body that was read`, { timeout: 480_000 }, async (t) => {
    await ready(group);
    const cwd = workFolder(group, "recipes");
    write(cwd, {
      "package.json": { private: true, type: "module", name: "consumer" },
      "nitro.config.mjs": `export default { ${sources}: "./", minify: false, compatibilityDate: "2026-10-01" };\n`,
      "webhook.ts": withDatabase(read("webhook.ts")),
      "routes/hooks/optondemand.post.ts": read(recipe),
      "routes/hooks/mistake.post.ts": edit(read(recipe), [mistake]),
    });
    await run(toolNode, [`${folderOf(group)}/node_modules/${group}/dist/cli/index.mjs`, "build"], {
      cwd,
      env: { NITRO_PRESET: "node-server" },
    });
    const port = await freePort();
    const server = await serving(t, port, toolNode, [".output/server/index.mjs"], {
      cwd,
      env: { PORT: String(port), HOST: "127.0.0.1", OPTONDEMAND_SECRET: SECRET },
    });
    await fails(at(server, "/hooks/mistake"), remedy, { code });
    await works(server);
  });
}
