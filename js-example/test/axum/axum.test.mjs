// The crate's axum example as a process: it answers every delivery of the demo according to the contract, refuses to start with
// an invalid configuration, and stops cleanly. Cargo builds it by its name; this test imports none of it.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { deliveries } from "../../demo/cases/deliveries.mjs";
import { KEYS, RECEIVER_ENV as EXAMPLE_ENV } from "../../lab/simulator/keys.mjs";
import { createTransport } from "../../lab/simulator/transport.mjs";

const run = promisify(execFile);
/** Cargo finds the workspace in a parent folder. */
const cwd = new URL("../..", import.meta.url);
/** This receiver accepts one value of each secret, and has no operator's page. */
const { OPERATOR_TOKEN: _none, ...lists } = EXAMPLE_ENV;
const RECEIVER_ENV = Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.split(",")[0]]));
const REFUSED = "refused";
let program;
let server;

before(async () => {
  const args = ["build", "--locked", "--quiet", "--package", "countersign-axum", "--message-format", "json"];
  const { stdout } = await run("cargo", args, { cwd, maxBuffer: Infinity });
  const built = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  program = built.find(({ executable, target }) => executable && target.name === "countersign-axum").executable;
  server = await start(RECEIVER_ENV);
});
after(() => server?.child.kill());

/** Starts the server on a free port, and reads its log line by line. */
async function start(env) {
  const child = spawn(program, { env: { ...env, PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => (await lines.next()).value;
  const [, url] = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(await line());
  return { child, ended, line, url };
}

test("every delivery is answered according to the contract", async (context) => {
  assert.ok(deliveries.length > 30, `${deliveries.length} deliveries`);
  const transport = createTransport({ url: () => server.url });
  context.after(transport.close);
  for (const delivery of deliveries) {
    await context.test(delivery.id, async () => {
      const { status, outcome, body, headers } = delivery.expect;
      const reply = await transport.send(delivery);
      assert.deepEqual([reply.status, reply.body], [status, body ?? REFUSED]);
      for (const [name, value] of Object.entries(headers)) assert.equal(reply.headers[name], value);
      assert.equal(await server.line(), `${status} ${outcome}`);
    });
  }
});

test("an oversized body and an interrupted one get different answers", async () => {
  const path = `/hooks/reward/${KEYS.reward.urlToken[0]}`;
  const { status } = await fetch(`${server.url}${path}`, { method: "POST", body: "x".repeat(4 * 1_048_576 + 1) });
  assert.deepEqual([status, await server.line()], [413, "413 body_too_large"]);

  const socket = connect(new URL(server.url).port, "127.0.0.1");
  socket.end(`POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{`).resume();
  assert.equal(await server.line(), "400 body_broke_off");
  socket.destroy();
});

test("another method is 405, another path 404", async () => {
  const answers = [];
  for (const [method, path] of [
    ["GET", `/hooks/isendu/${KEYS.isendu.urlToken[0]}`],
    ["POST", "/hooks/stripe/token"],
    ["POST", "/"],
  ]) {
    const { status, headers } = await fetch(`${server.url}${path}`, { method });
    answers.push([status, headers.get("allow"), await server.line()]);
  }
  assert.deepEqual(answers, [
    [405, "POST", "405 method_not_allowed"],
    [404, null, "404 not_found"],
    [404, null, "404 not_found"],
  ]);
});

test("a confirmation is answered only while the key is set", async () => {
  const { ISENDU_KEY_ID, ISENDU_SECRET, ...env } = RECEIVER_ENV;
  const closed = await start(env);
  try {
    const confirmation = deliveries.find(({ id }) => id === "isendu/confirmation");
    const transport = createTransport({ url: () => closed.url });
    const reply = await transport.send(confirmation);
    transport.close();
    assert.deepEqual([reply.status, reply.body], [404, REFUSED]);
    assert.equal(await closed.line(), "404 confirmation_closed");
  } finally {
    closed.child.kill();
  }
});

for (const [name, env, problem] of [
  ...Object.keys(RECEIVER_ENV).map((name) => [
    `without ${name}`,
    { [name]: undefined },
    new RegExp(`^${name} is not set`),
  ]),
  ["with an empty secret", { OPTONDEMAND_SECRET: "" }, /^OPTONDEMAND_SECRET is not set/],
  [
    "with a short token",
    { REWARD_URL_TOKEN: "short" },
    /^reward: config option `url_token` must have at least 16 characters$/m,
  ],
  ["with an invalid port", { PORT: "http" }, /^PORT must be a number from 0 to 65535$/m],
]) {
  test(`${name} it does not start, and reports the reason`, async () => {
    const failed = await run(program, { env: { PORT: "0", ...RECEIVER_ENV, ...env } }).then(
      () => null,
      (error) => error,
    );
    assert.equal(failed?.code, 1);
    assert.match(failed.stderr, problem);
    assert.equal(failed.stdout, "");
  });
}

test("--help names every variable, and other arguments are refused", async () => {
  const { stdout } = await run(program, ["--help"], { env: {} });
  for (const name of ["PORT", ...Object.keys(RECEIVER_ENV)]) assert.match(stdout, new RegExp(`^ +${name}\\b`, "m"));
  const failed = await run(program, ["--port", "1"], { env: {} }).then(
    () => null,
    (error) => error,
  );
  assert.deepEqual([failed?.code, failed?.stdout], [2, ""]);
});

for (const signal of ["SIGTERM", "SIGINT"]) {
  test(`${signal} stops it cleanly`, async () => {
    const { child, ended } = await start(RECEIVER_ENV);
    child.kill(signal);
    assert.equal(await ended, 0);
  });
}
