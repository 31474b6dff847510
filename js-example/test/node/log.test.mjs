// The log's reader may be slow or gone. The server still works, and still stops at a signal.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../../lab/launch/caretaker.mjs";
import { holdPort } from "../../lab/launch/port.mjs";
import { boundedDestination, flushed } from "../../node/log/destination.mjs";
import { SECRETS, xoxodayOrder } from "../support/deliveries.mjs";
import { post, until } from "../support/server.mjs";

const SERVER = fileURLToPath(new URL("../../node/server.mjs", import.meta.url));
/** Their log lines are more than a pipe buffers (64 KiB). */
const DELIVERIES = 600;

/** Runs a test with a server whose log goes to a pipe of the test. */
async function withPipe(run) {
  const { folder, remove } = makeFolder("countersign-log-");
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const reader = openSync(pipe, "r+");
  const writer = openSync(pipe, "w");
  const port = await holdPort();
  const child = spawn(process.execPath, [SERVER], {
    env: {
      PATH: process.env.PATH,
      ...SECRETS,
      PORT: String(port),
      DATABASE_FILE: join(folder, "test.db"),
      SHUTDOWN_SECONDS: "1",
    },
    stdio: ["ignore", writer, "inherit"],
  });
  closeSync(writer);
  const exit = once(child, "exit");
  try {
    const url = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${url}/healthz`).catch(() => null))?.status === 200, "the server to listen");
    await run({ child, url, exit, hangUp: () => closeSync(reader) });
  } finally {
    child.kill("SIGKILL");
    await exit;
    remove();
  }
}

/** Sends deliveries until the pipe must be full. Each of them must be answered. */
async function fill(url) {
  const numbers = Array.from({ length: DELIVERIES }, (_, number) => number);
  const send = async () => {
    for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
      assert.equal((await post(url, xoxodayOrder(number, "delivered"))).status, 200);
    }
  };
  await Promise.all(Array.from({ length: 8 }, send));
}

test("a server whose log nobody reads still answers, and stops at SIGTERM", { timeout: 120_000 }, () =>
  withPipe(async ({ child, url, exit }) => {
    await fill(url);
    child.kill("SIGTERM");
    assert.deepEqual(await exit, [0, null]);
  }),
);

test("a server whose log pipe is closed still answers, and stops at SIGTERM", { timeout: 120_000 }, () =>
  withPipe(async ({ child, url, exit, hangUp }) => {
    hangUp();
    assert.equal((await post(url, xoxodayOrder(1, "delivered"))).status, 200);
    assert.equal((await post(url, xoxodayOrder(2, "delivered"))).status, 200);
    child.kill("SIGTERM");
    assert.deepEqual(await exit, [0, null]);
  }),
);

/** A stream that accepts a chunk only when the test calls `take`. */
function slowStream() {
  const taken = [];
  const waiting = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, encoding, done) {
      waiting.push(() => {
        taken.push(chunk);
        done();
      });
    },
  });
  const take = async () => {
    while (waiting.length > 0) {
      waiting.shift()();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { stream, taken, take };
}

test("lines that are too many for a slow reader are dropped, and a line reports their count", async () => {
  const { stream, taken, take } = slowStream();
  const { write } = boundedDestination(stream, { mostWaiting: 30 });
  for (let line = 0; line < 10; line += 1) write(`line-${line}-xx\n`);
  await take();
  assert.deepEqual(taken, ["line-0-xx\n", "line-1-xx\n", "line-2-xx\n"]);
  write("after\n");
  await take();
  const [told, after] = taken.slice(3);
  const { level, lines } = JSON.parse(told);
  assert.deepEqual([level, lines, after], ["warn", 7, "after\n"]);
});

test("nobody waits for a stream that has failed", async () => {
  const { stream } = slowStream();
  const { write } = boundedDestination(stream, { mostWaiting: 1_000 });
  write("one\n");
  stream.destroy(new Error("EPIPE"));
  await new Promise((resolve) => stream.once("close", resolve));
  for (let line = 0; line < 10; line += 1) write("two\n");
  await flushed(stream, 60_000);
});

test("the end waits for buffered lines, up to the limit", async (t) => {
  const { stream, taken, take } = slowStream();
  boundedDestination(stream).write("one\n");
  const whole = flushed(stream, 2 ** 30);
  await take();
  await whole;
  assert.deepEqual(taken.filter(Boolean), ["one\n"]);

  t.mock.timers.enable({ apis: ["setTimeout"] });
  stream.write("two\n");
  const cut = flushed(stream, 500);
  t.mock.timers.tick(500);
  await cut;
});
