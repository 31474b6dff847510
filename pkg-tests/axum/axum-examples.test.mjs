// The Rust code of the documents, word for word, and the other example with axum: handlers that keep a delivery across awaits.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { before, test } from "node:test";
import { promisify } from "node:util";
import { fixture, optondemand } from "countersign/testing";
import { root } from "../support/files.mjs";

const run = promisify(execFile);
const [readme, page] = ["README.md", "src/docs/rust.md"].map((path) => readFileSync(`${root}${path}`, "utf8"));
const programs = {};

before(async () => {
  const args = [
    "build",
    "--locked",
    "--quiet",
    "--package",
    "countersign-axum",
    "--examples",
    "--message-format",
    "json",
  ];
  const { stdout } = await run("cargo", args, { cwd: root, maxBuffer: Infinity });
  const built = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  for (const { executable, target } of built) if (executable) programs[target.name] = executable;
});

/** Starts an example in its own folder, and reads its output line by line. */
async function start(context, name, env = {}) {
  const cwd = mkdtempSync(`${tmpdir()}/countersign-`);
  const child = spawn(programs[name], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  context.after(async () => {
    child.kill();
    await ended;
    rmSync(cwd, { recursive: true });
  });
  const reader = (stream) => {
    const lines = createInterface({ input: stream })[Symbol.asyncIterator]();
    return async () => (await lines.next()).value;
  };
  const [line, error] = [reader(child.stdout), reader(child.stderr)];
  const [, url] = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(await line());
  const post = async (path, body, headers) => (await fetch(`${url}${path}`, { method: "POST", body, headers })).status;
  return { cwd, line, error, post };
}

const token = "tok_5f2c9d7e41b84a06";
const ENV = { LISTEN: "127.0.0.1:0", REWARD_URL_TOKEN: token };

test("the Rust code of the documents compiles unchanged in a main.rs: it has no hidden lines, and doctests run it", () => {
  for (const text of [readme, page]) {
    const samples = [...text.matchAll(/^```rust\n(.+?)^```$/gms)].map(([, code]) => code);
    assert.equal(samples.length, 1);
    assert.match(samples[0], /^fn main\(\) -> Result<\(\), Error> \{$/m);
    assert.doesNotMatch(samples[0], /^#(?!\[)/m);
  }
  const included = readFileSync(`${root}src/lib.rs`, "utf8");
  for (const path of ["docs/rust.md", "../README.md"])
    assert.ok(included.includes(`doc = include_str!("${path}")`), path);
});

test("the page on Rust shows the example that is run here", () => {
  const [, shown] = /^<!-- example: receive\.rs -->\n```rust,ignore\n(.+?)^```$/ms.exec(page);
  assert.equal(shown, readFileSync(`${root}pkg-tests/axum/examples/receive.rs`, "utf8"));
});

test("receive: a genuine event is stored before it is answered, and a forged one is not", async (context) => {
  const { cwd, error, post } = await start(context, "receive", ENV);
  const [first, second] = [fixture("reward.trigger_event.created"), fixture("reward.balance.credit_points_issued")];
  const stored = () => readFileSync(`${cwd}/events.json`, "utf8");
  assert.equal(await post(`/hooks/${token}`, first), 200);
  assert.deepEqual(JSON.parse(stored()).payload, JSON.parse(first));
  const once = stored();
  assert.equal(await post(`/hooks/${token.replace("5", "6")}`, second), 401);
  assert.match(await error(), /^mismatch: /);
  assert.equal(await post(`/hooks/${token}`, "{"), 422);
  assert.match(await error(), /^invalid_json: /);
  assert.equal(stored(), once);
  assert.equal(await post(`/hooks/${token}`, second), 200);
  assert.ok(stored().startsWith(once));
  assert.equal(JSON.parse(stored().slice(once.length)).trust, "url-token");
});

test("receive: an event that can't be stored is 503, so that it is sent again", async (context) => {
  const { cwd, post } = await start(context, "receive", ENV);
  mkdirSync(`${cwd}/events.json`);
  assert.equal(await post(`/hooks/${token}`, fixture("reward.trigger_event.created")), 503);
});

for (const [name, env, problem] of [
  ["without a token", { REWARD_URL_TOKEN: undefined }, /^Error: "set REWARD_URL_TOKEN"$/m],
  [
    "with a short one",
    { REWARD_URL_TOKEN: "short" },
    /^Error: .*config option `url_token` must have at least 16 characters/,
  ],
]) {
  test(`receive: ${name} it does not start`, async () => {
    const failed = await run(programs.receive, { env: { ...ENV, ...env } }).then(
      () => null,
      (error) => error,
    );
    assert.deepEqual([failed?.code, failed?.stdout], [1, ""]);
    assert.match(failed.stderr, problem);
  });
}

test("tenants: each shop has its own keys, and their events leave the request", async (context) => {
  const { line, post } = await start(context, "tenants");
  const north = "/reward/north?token=tok_of_the_northern_shop";
  const body = fixture("reward.trigger_event.created");
  assert.equal(await post(north, body), 200);
  assert.equal(await line(), `reward:${JSON.parse(body).id} UrlToken`);
  for (const [path, status] of [
    ["/reward/south?token=tok_of_the_northern_shop", 401],
    ["/reward/north?token=tok_of_the_southern_shop", 401],
    ["/reward/north", 401],
    ["/reward/west?token=tok_of_the_northern_shop", 404],
    ["/xoxoday/north?token=tok_of_the_northern_shop", 404],
  ]) {
    assert.equal(await post(path, body), status, path);
  }
  assert.equal(await post(north, "[]"), 422);
});

test("tenants: another provider goes through the same code, many at once", async (context) => {
  const { line, post } = await start(context, "tenants");
  const body = fixture("optondemand.ORDER_STATUS_UPDATED");
  const signed = (secret) => optondemand.sign(body, { secret });
  const shops = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? "north" : "south"));
  const statuses = await Promise.all(shops.map((shop) => post(`/optondemand/${shop}`, body, signed(`whsec_${shop}`))));
  assert.deepEqual(new Set(statuses), new Set([200]));
  for (const _ of shops) assert.match(await line(), /^optondemand:sha256:[0-9a-f]{64} Signature$/);
  assert.equal(await post("/optondemand/north", body, signed("whsec_south")), 401);
  assert.equal(await post("/optondemand/north", body), 401);
});
