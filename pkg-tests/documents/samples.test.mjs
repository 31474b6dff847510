// Runs the samples that store events, word for word: those of the README, the guides and the page on storage. Each must have its
// row in a database before it answers.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import * as api from "countersign";
import { fixture, optondemand, xoxoday } from "countersign/testing";
import { transformSync } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { blocks, sample, sources } from "./documents.mjs";
import { node24, providers, root } from "../support/files.mjs";
import { codes } from "../support/installed.mjs";
import { freePort, start } from "../runtimes/matrix/process.mjs";
import { bundleWorker } from "../runtimes/matrix/worker-bundle.mjs";

const run = promisify(execFile);
const packages = `${root}pkg-tests/node_modules`;
const PATIENCE_MS = 60_000;

/** Returns a new folder where imports find the package and the databases. Node runs no TypeScript inside node_modules. */
function folder() {
  const path = mkdtempSync(`${tmpdir()}/samples-`);
  symlinkSync(packages, `${path}/node_modules`);
  after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Returns a sample without its types: not every Node that runs these tests accepts them. */
const javaScript = (source) => transformSync(source, { loader: "ts" }).code;

const guide = (name) => `src/providers/${name}/README.md`;
const TOKEN = "tok_5f2c9d7e41b84a06";
const forgedToken = TOKEN.replace("5", "6");
const SECRET = "whsec_test_0123456789abcdef";
const KEY = "a1p2z5b7v68b9112234";

/** A server for each provider: its document, its variables, genuine and forged deliveries, and a body that isn't JSON. */
const SERVERS = {
  README: {
    document: "README.md",
    provider: "optondemand",
    env: { OPTONDEMAND_SECRET: SECRET },
    path: "/",
    headers: (body, forged) => optondemand.sign(body, { secret: forged ? "forged" : SECRET }),
  },
  optondemand: {
    env: { OPTONDEMAND_SECRET: SECRET },
    path: "/hooks/optondemand",
    headers: (body, forged) => optondemand.sign(body, { secret: forged ? "forged" : SECRET }),
  },
  xoxoday: {
    env: { XOXODAY_API_KEY: KEY },
    path: "/hooks/xoxoday",
    headers: (body, forged) => xoxoday.sign(body, { apiKey: forged ? "forged" : KEY }),
  },
  isendu: {
    env: { ISENDU_URL_TOKEN: TOKEN },
    path: `/hooks/isendu/${TOKEN}`,
    forgedPath: `/hooks/isendu/${forgedToken}`,
  },
  reward: {
    env: { REWARD_URL_TOKEN: TOKEN },
    path: `/hooks/reward/${TOKEN}`,
    forgedPath: `/hooks/reward/${forgedToken}`,
  },
};
const KINDS = {
  optondemand: "ORDER_STATUS_UPDATED",
  xoxoday: "order.delivery_status",
  isendu: "batch",
  reward: "trigger_event.created",
};

/** Starts a sample's server in its own folder, and returns when it answers. */
async function serve(t, { document, env, name }, extra = {}) {
  const cwd = folder();
  const port = await freePort();
  writeFileSync(`${cwd}/server.mts`, sample(document ?? guide(name), "createServer(").replace("8080", String(port)));
  const program = start(node24, ["server.mts"], { cwd, env: { ...env, ...extra } });
  t.after(program.stop);
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      assert.equal((await fetch(url)).status, 405);
      break;
    } catch (error) {
      assert.ok(Date.now() < until, `${error}: ${program.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return { cwd, url, program, rows: () => rowsOf(`${cwd}/events.db`) };
}

/** Runs JavaScript in a folder. Returns what it leaves in `result`. */
async function evaluate(source, cwd) {
  writeFileSync(`${cwd}/evaluate.mjs`, `${source}\nconsole.log(JSON.stringify(result));\n`);
  return JSON.parse((await run(node24, ["evaluate.mjs"], { cwd, timeout: PATIENCE_MS })).stdout);
}

async function rowsOf(file) {
  const rows = await evaluate(
    `import { DatabaseSync } from "node:sqlite";
const db = new DatabaseSync(${JSON.stringify(file)}, { readOnly: true });
const rows = db.prepare("SELECT * FROM events ORDER BY 1 NULLS LAST").all();
const base64 = (body) => (body instanceof Uint8Array ? Buffer.from(body).toString("base64") : { text: body });
const result = rows.map(({ body, ...row }) => ({ ...row, body: base64(body) }));`,
    folder(),
  );
  return rows.map(({ body, ...row }) => ({
    ...row,
    body: typeof body === "string" ? Buffer.from(body, "base64") : body,
  }));
}

for (const [name, server] of Object.entries(SERVERS)) {
  const { provider = name, path, forgedPath = path, headers = () => ({}) } = server;
  test(`${name}: a genuine event is stored once, an unreadable one is kept, a forged one isn't`, async (t) => {
    const { url, rows, program } = await serve(t, { ...server, name });
    const post = async (to, body, forged) =>
      (await fetch(url + to, { method: "POST", body, headers: headers(body, forged) })).status;
    const body = fixture(`${provider}.${KINDS[provider]}`);
    assert.equal(await post(forgedPath, body, true), 401);
    assert.equal((await fetch(url, { method: "POST", body })).status, 401);
    assert.deepEqual(await rows(), []);
    assert.equal(await post(path, body), 200, program.output);
    const stored = [{ dedupe_key: api[provider].parse(body).dedupeKey, body: Buffer.from(body), problem: null }];
    assert.deepEqual(await rows(), stored);
    assert.equal(await post(path, body), 200);
    assert.deepEqual(await rows(), stored);
    assert.equal(await post(path, "{"), 200, program.output);
    assert.deepEqual(await rows(), [...stored, { dedupe_key: null, body: Buffer.from("{"), problem: "invalid_json" }]);
    assert.match(program.output, /rejected: (mismatch|missing_header|missing_token): /);
  });

  test(`${name}: without its variable the server does not start`, async () => {
    const cwd = folder();
    writeFileSync(`${cwd}/server.mts`, sample(server.document ?? guide(name), "createServer("));
    const failed = await run(node24, ["server.mts"], { cwd, env: { PATH: process.env.PATH } }).catch((error) => error);
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /config option `\w+` is undefined: is its environment variable set\?/);
  });

  test(`${name}: the deliveries of deliver.mts are accepted`, async (t) => {
    const confirming = {
      ISENDU_CONFIRM: "1",
      ISENDU_KEY_ID: "0123456789abcdef0123456789abcdef",
      ISENDU_SECRET: "api-secret-1",
    };
    const { cwd, url, rows } = await serve(t, { ...server, name }, provider === "isendu" ? confirming : {});
    writeFileSync(
      `${cwd}/deliver.mts`,
      sample(server.document ?? guide(name), "// deliver.mts").replace("http://127.0.0.1:8080", url),
    );
    const { stdout } = await run(node24, ["deliver.mts"], { cwd });
    assert.equal(stdout, provider === "isendu" ? '200 {"response":"api-secret-1"}\n200 \n' : "200\n");
    assert.equal((await rows()).length, 1);
  });
}

test("isendu: without ISENDU_CONFIRM, the answer to a confirmation is 404", async (t) => {
  const { url, rows } = await serve(
    t,
    { ...SERVERS.isendu, name: "isendu" },
    { ISENDU_KEY_ID: "0123456789abcdef0123456789abcdef", ISENDU_SECRET: "api-secret-1" },
  );
  const response = await fetch(url + SERVERS.isendu.path, { method: "POST", body: fixture("isendu.confirmation") });
  assert.deepEqual([response.status, await response.text(), await rows()], [404, "Not Found\n", []]);
});

for (const name of providers) {
  test(`${name}: the guide shows fixtures, makes a key of 128 bits, and names existing codes`, async () => {
    const text = sources[guide(name)];
    const shown = blocks(text, "json");
    assert.ok(shown.length >= 1);
    const files =
      KINDS[name] === "trigger_event.created" ? [KINDS[name], "balance.credit_points_issued"] : [KINDS[name]];
    assert.deepEqual(
      shown.map((body) => body.trim()),
      files.map((kind) => fixture(`${name}.${kind}`)),
    );

    const [command] = blocks(text, "sh");
    const [, expression] = /^ *node -p '(.+)'$/m.exec(command);
    const keys = await Promise.all([1, 2].map(async () => (await run(process.execPath, ["-p", expression])).stdout));
    for (const key of keys) assert.match(key, /^[0-9a-f]{32}\n$/);
    assert.notEqual(keys[0], keys[1]);

    const [, table] = /^\| code \| what to do \|\n.*\n((?:\|.*\n)+)/m.exec(text);
    const named = [...table.matchAll(/^\| (.+?) \|/gm)]
      .flatMap(([, cell]) => cell.match(/`\w+`/g))
      .map((code) => code.slice(1, -1));
    assert.ok(named.length >= 6);
    for (const code of named) assert.ok(codes.includes(code), code);
    const lines = text.split("\n").length - 1;
    assert.ok(lines >= 60 && lines <= 150, `${lines} lines`);
  });
}

/** Writes a sample of the page on storage to a folder, and evaluates JavaScript with the sample's exports. */
async function storage(text, names, source, cwd = folder()) {
  writeFileSync(`${cwd}/sample.mjs`, javaScript(sample("src/docs/storage.md", text)));
  return evaluate(`import { ${names} } from "./sample.mjs";\n${source}`, cwd);
}

test("storage, SQLite: once", async () => {
  const cwd = folder();
  const isNew = await storage(
    'const db = new Database("events.db")',
    "store",
    `const result = ["a", "a", "b"].map((key) => store(key, new TextEncoder().encode('{"é":1}')));`,
    cwd,
  );
  assert.deepEqual(isNew, [true, false, true]);
  assert.deepEqual(
    await rowsOf(`${cwd}/events.db`),
    ["a", "b"].map((key) => ({ dedupe_key: key, body: Buffer.from('{"é":1}'), problem: null })),
  );
});

const BODY = new TextEncoder().encode(fixture("optondemand.ORDER_STATUS_UPDATED"));

/** Starts a PostgreSQL in memory, on a free port. Returns it and its URL. */
async function startPostgres(t) {
  const db = await PGlite.create();
  const server = new PGLiteSocketServer({ db, host: "127.0.0.1", port: 0 });
  await server.start();
  t.after(async () => {
    await server.stop();
    await db.close();
  });
  return { db, url: `postgres://postgres@${server.getServerConn()}/postgres` };
}

test("storage, PostgreSQL: once", async (t) => {
  const { db, url } = await startPostgres(t);
  const cwd = folder();
  // In its own process, so that its connections end before the database does.
  writeFileSync(`${cwd}/store.mjs`, javaScript(sample("src/docs/storage.md", 'from "pg"')));
  writeFileSync(
    `${cwd}/main.mjs`,
    'import { store } from "./store.mjs";\nconst body = new TextEncoder().encode("{}");\nfor (const key of ["a", "a", "b"]) console.log(await store(key, body));\nprocess.exit();\n',
  );
  const { stdout } = await run(process.execPath, ["main.mjs"], { cwd, env: { ...process.env, DATABASE_URL: url } });
  const { rows } = await db.query("SELECT * FROM events ORDER BY 1");
  assert.equal(stdout, "true\nfalse\ntrue\n");
  assert.deepEqual(
    rows,
    ["a", "b"].map((key) => ({ dedupe_key: key, body: new TextEncoder().encode("{}"), problem: null })),
  );
});

test("storage: new deliveries, retries, and outdated deliveries", async () => {
  const deliveries = [
    ["delivered", "12:00:00", "news"],
    ["delivered", "12:00:00", "retry"],
    ["delivered", "12:00:05", "retry"],
    ["canceled", "13:00:00", "news"],
    ["delivered", "12:30:00", "out of date"],
    ["delivered", "14:00:00", "news"],
    ["canceled", "13:30:00", "out of date"],
  ];
  const bodies = deliveries.map(
    ([status, time]) => `{"id":1,"data":{"orderId":7,"deliveryStatus":"${status}"},"createdAt":"2024-02-07 ${time}"}`,
  );
  const taken = await storage(
    "// orders.mts",
    "take",
    `import { xoxoday } from "countersign";\nconst result = ${JSON.stringify(bodies)}.map((body) => take(xoxoday.parse(body)));`,
  );
  assert.deepEqual(
    taken,
    deliveries.map(([, , expected]) => expected),
  );
});

/** Runs a Worker in workerd, with a D1 database and a Durable Object. */
async function worker(
  t,
  source,
  { env = { OPTONDEMAND_SECRET: SECRET }, path = "/", headers = SERVERS.README.headers } = {},
) {
  const cwd = folder();
  writeFileSync(`${cwd}/main.mjs`, javaScript(source));
  const wasm = await bundleWorker(cwd, { external: ["cloudflare:workers"] });
  const modules = [
    { type: "ESModule", path: `${cwd}/worker.mjs` },
    ...wasm.map((file) => ({ type: "CompiledWasm", path: `${cwd}/${file}` })),
  ];
  const options = {
    name: "main",
    modules,
    modulesRoot: cwd,
    host: "127.0.0.1",
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    compatibilityDate: "2026-10-01",
    bindings: env,
    ...(source.includes("env.DB") && { d1Databases: ["DB"] }),
    ...(source.includes("env.INBOX") && { durableObjects: { INBOX: { className: "Inbox", useSQLite: true } } }),
  };
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  t.after(() => miniflare.dispose());
  const post = async (body, secret, to = path) => {
    const url = `http://shop.example${to}`;
    return (await miniflare.dispatchFetch(url, { method: "POST", body, headers: headers(body, secret === "forged") }))
      .status;
  };
  return { miniflare, post };
}

const asRow = ({ dedupe_key, body }) => ({ dedupe_key, body: Buffer.from(body).toString() });
const STORED = [{ dedupe_key: api.optondemand.parse(BODY).dedupeKey, body: Buffer.from(BODY).toString() }];

test("Workers, D1: stored once, an error without its table, and unreadable deliveries are stored as well", async (t) => {
  const { miniflare, post } = await worker(t, sample("README.md", "env.DB"));
  const db = await miniflare.getD1Database("DB");
  assert.equal(await post(BODY, SECRET), 503);
  const [table] = blocks(sources["src/docs/storage.md"], "sql");
  assert.ok(sources["README.md"].includes(table.trim().replace(/;$/, "")));
  await db.prepare(table).run();
  assert.deepEqual([await post(BODY, "forged"), await post(BODY, SECRET), await post(BODY, SECRET)], [401, 200, 200]);
  assert.equal(await post("{", SECRET), 200);
  const unreadable = { dedupe_key: null, body: "{" };
  const { results } = await db.prepare("SELECT * FROM events").all();
  assert.deepEqual(
    [results.map(asRow), results.map(({ problem }) => problem)],
    [
      [...STORED, unreadable],
      [null, "invalid_json"],
    ],
  );
});

/** What changes in the README's Worker for another provider, as the README says. */
const CONFIGS = {
  xoxoday: "{ apiKey: env.XOXODAY_API_KEY }",
  isendu: "{ urlToken: env.ISENDU_URL_TOKEN }",
  reward: "{ urlToken: env.REWARD_URL_TOKEN }",
};
for (const [name, config] of Object.entries(CONFIGS)) {
  test(`Workers, D1, ${name}: a genuine event is stored once, and nothing forged is`, async (t) => {
    const server = SERVERS[name];
    const [variable] = Object.keys(server.env);
    const source = sample("README.md", "env.DB")
      .replace("{ secret: env.OPTONDEMAND_SECRET }", config)
      .replaceAll("OPTONDEMAND_SECRET", variable)
      .replaceAll("optondemand", name);
    const { miniflare, post } = await worker(t, source, { headers: () => ({}), ...server });
    const db = await miniflare.getD1Database("DB");
    const guideTable = /CREATE TABLE IF NOT EXISTS events \(.+\)(?="\))/.exec(sample(guide(name), "createServer("));
    await db.prepare(guideTable[0]).run();
    const body = fixture(`${name}.${KINDS[name]}`);
    const { forgedPath = server.path } = server;
    assert.deepEqual([await post(body, "forged", forgedPath), await post(body, "forged", "/")], [401, 401]);
    assert.deepEqual([await post(body), await post(body)], [200, 200]);
    const { results } = await db.prepare("SELECT * FROM events").all();
    assert.deepEqual(results.map(asRow), [{ dedupe_key: api[name].parse(body).dedupeKey, body }]);
  });
}

test("Workers, Durable Object: stored once", async (t) => {
  const source = sample("src/docs/storage.md", "env.INBOX").replace(
    "  store(key: string",
    '  rows() {\n    return this.ctx.storage.sql.exec("SELECT * FROM events").toArray();\n  }\n\n  store(key: string',
  );
  const { miniflare, post } = await worker(t, source);
  const inbox = await miniflare.getDurableObjectNamespace("INBOX");
  assert.deepEqual([await post(BODY, "forged"), await post(BODY, SECRET), await post(BODY, SECRET)], [401, 200, 200]);
  assert.deepEqual((await inbox.get(inbox.idFromName("all")).rows()).map(asRow), STORED);
});
