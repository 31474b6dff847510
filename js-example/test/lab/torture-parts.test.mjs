// The parts of the torture: the proxy before the database, the full disk, and the restarted process.

import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { test } from "node:test";
import { Child } from "../../lab/launch/child.mjs";
import { makeDisk } from "../../lab/torture/disk.mjs";
import { Latencies } from "../../lab/torture/latencies.mjs";
import { startProxy } from "../../lab/torture/proxy.mjs";
import { startService } from "../../lab/torture/service.mjs";
import { until } from "../support/server.mjs";

/** An echo server behind the proxy. */
async function echoBehindProxy() {
  const server = createServer((socket) => socket.on("error", () => {}).pipe(socket)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const proxy = await startProxy({ host: "127.0.0.1", port: server.address().port });
  const close = async () => {
    await proxy.stop();
    await new Promise((resolve) => server.close(resolve));
  };
  return { proxy, close };
}

/** A connection that records its input. */
async function dial(port) {
  const socket = connect(port, "127.0.0.1");
  const seen = { text: "", closed: false };
  socket.on("data", (chunk) => (seen.text += chunk));
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", () => resolve((seen.closed = true))));
  await Promise.race([new Promise((resolve) => socket.once("connect", resolve)), closed]);
  const until = async (text) => {
    while (seen.text !== text) await new Promise((resolve) => socket.once("data", () => setImmediate(resolve)));
  };
  return { socket, seen, closed, until };
}

test("the proxy forwards bytes in both directions, in order", async () => {
  const { proxy, close } = await echoBehindProxy();
  const client = await dial(proxy.port);
  client.socket.write("one ");
  await client.until("one ");
  proxy.delay(30);
  client.socket.write("two ");
  proxy.delay(0);
  client.socket.write("three");
  await client.until("one two three");
  client.socket.destroy();
  await close();
});

test("a stalled proxy forwards nothing, and everything afterwards", async () => {
  const { proxy, close } = await echoBehindProxy();
  const client = await dial(proxy.port);
  client.socket.write("before ");
  await client.until("before ");
  const go = proxy.stall();
  const other = await dial(proxy.port);
  client.socket.write("during");
  other.socket.write("other");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([client.seen.text, other.seen.text], ["before ", ""]);
  go();
  await Promise.all([client.until("before during"), other.until("other")]);
  client.socket.destroy();
  other.socket.destroy();
  await close();
});

test("a proxy that cuts ends all connections, and accepts new ones only afterwards", async () => {
  const { proxy, close } = await echoBehindProxy();
  const client = await dial(proxy.port);
  client.socket.write("x");
  await client.until("x");
  proxy.cut(true);
  await client.closed;
  const refused = await dial(proxy.port);
  await refused.closed;
  proxy.accept();
  const again = await dial(proxy.port);
  again.socket.write("y");
  await again.until("y");
  again.socket.destroy();
  await close();
});

test("a full disk refuses writes, and accepts them once it is freed", async (t) => {
  const disk = await makeDisk({ megabytes: 8 });
  const file = `${disk.folder}/file`;
  try {
    if (!disk.canBeFilled)
      return t.diagnostic("only root may mount a disk of its own: this machine's disk is not filled");
    await disk.fill();
    assert.throws(() => writeFileSync(file, "x"), { code: "ENOSPC" });
    await disk.free();
    writeFileSync(file, "x");
  } finally {
    disk.remove();
  }
  assert.equal(existsSync(disk.folder), false);
});

/** A process that reports that it is ready, and runs until a signal or its own end. */
const program = (more = "") => `console.log("ready", process.pid); setInterval(() => {}, 1000); ${more}`;
async function launch(code) {
  const child = new Child(process.execPath, ["-e", code], { env: process.env });
  const [, pid] = await child.line((line) => /^ready (\d+)$/.exec(line));
  return { child, url: null, pid: Number(pid) };
}

test("a killed service is started again", async () => {
  const pids = [];
  const service = await startService("server", async () => {
    const started = await launch(program());
    pids.push(started.pid);
    return started;
  });
  await service.kill();
  await service.kill();
  assert.deepEqual([service.kills, service.crashes.length, new Set(pids).size], [2, 0, 3]);
  await service.stop();
  for (const pid of pids) assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
});

test("a service that ends by itself is started again, and its end is noted", async () => {
  let starts = 0;
  const service = await startService("server", async () => {
    starts += 1;
    return launch(program(starts === 1 ? 'setTimeout(() => { console.error("no more"); process.exit(3); }, 20)' : ""));
  });
  await until(() => starts === 2, "the second start");
  await service.stop();
  assert.equal(service.crashes.length, 1);
  assert.match(service.crashes[0], /^exit 3: .*no more/);
});

test("a process that ends before it is ready reports the reason", async () => {
  await assert.rejects(launch('console.error("no such database"); process.exit(1)'), /exit 1[^]*no such database/);
});

test("quantiles of latencies", () => {
  const latencies = new Latencies();
  assert.deepEqual(latencies.quantiles(0.5, 1), [0, 0]);
  for (let ms = 2_000; ms > 0; ms -= 1) latencies.add(ms);
  assert.deepEqual(latencies.quantiles(0, 0.5, 0.99, 1), [1, 1_001, 1_981, 2_000]);
  assert.equal(latencies.count, 2_000);
});
