// The faults of the torture that need something of their own: a clock, a log, locks, metrics, and parts of the Worker.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import pg from "pg";
import { Child } from "../../lab/launch/child.mjs";
import { startPostgres } from "../../lab/launch/postgres.mjs";
import { wrongClock } from "../../lab/torture/faults/clock.mjs";
import { locksTaken } from "../../lab/torture/faults/locks.mjs";
import { logUnread } from "../../lab/torture/faults/log.mjs";
import { checkMetrics } from "../../lab/torture/faults/metrics.mjs";
import { partFails } from "../../lab/torture/faults/parts.mjs";
import { startService } from "../../lab/torture/service.mjs";

let cluster;
after(() => cluster?.stop());

/** A program under a wrong clock; `lines` reads its next line. */
function start(code, env) {
  const child = new Child(process.execPath, ["-e", code], { env: { ...process.env, ...env } });
  return { child, next: () => child.line((line) => line) };
}

/** Says each way to read the clock when it is told to, as differences to a time that it is given. */
const CLOCK = `
  const base = Number(process.env.BASE);
  const say = () => console.log([Date.now(), new Date().getTime(), Date.parse(Date())].map((ms) => Math.round((ms - base) / 1000)).join());
  process.on("SIGUSR2", say);
  process.on("SIGWINCH", say);
  console.log(new Date(7).getTime(), new Date() instanceof Date, Date.UTC(1970, 0, 1));
  setInterval(() => {}, 1000);
`;

test("a process whose clock is ahead says so however it asks, and a jump goes there and back", async () => {
  const base = Date.now() - 1_000_000;
  const env = { ...wrongClock(5_000), BASE: String(base) };
  const { child, next } = start(CLOCK, env);
  try {
    assert.equal(await next(), "7 true 0");
    const ask = async (signal) => {
      const answer = next();
      child.signal(signal);
      return (await answer).split(",").map(Number);
    };
    // It takes as long as it takes: what is compared is how far apart the answers are.
    const passed = () => Math.round((Date.now() - base) / 1_000);
    const isAhead = async (seconds, signal) => {
      const least = passed();
      const said = await ask(signal);
      for (const each of said)
        assert.ok(each >= least + seconds - 2 && each <= passed() + seconds + 2, `${said} ${least} ${seconds}`);
    };
    await isAhead(5, "SIGUSR2");
    await isAhead(15, "SIGWINCH");
    await isAhead(5, "SIGWINCH");
  } finally {
    await child.kill();
  }
});

/** Writes more than its pipe holds, and ends in order at SIGTERM unless it is stubborn. */
const WRITER = (end) => `
  process.stdout.on("error", () => {});
  console.log("ready");
  process.on("SIGTERM", () => ${end});
  setInterval(() => process.stdout.write("x".repeat(20_000) + "\\n"), 5);
`;

async function writer(end) {
  return startService("writer", async () => {
    const child = new Child(process.execPath, ["-e", WRITER(end)], { env: process.env });
    await child.line((line) => (line === "ready" ? line : null));
    return { child, url: null };
  });
}

test("a process whose log nobody reads is told to end, and is started again", async () => {
  const service = await writer("process.exit(0)");
  await logUnread([service], 40).strike();
  assert.deepEqual([service.kills, service.crashes], [0, []]);
  assert.match(service.output(), /ready/);
  await service.stop();
});

test("one that does not end in order fails the run", async () => {
  const service = await writer("process.exit(3)");
  await assert.rejects(logUnread([service], 40).strike(), /writer was told to end, and ended with exit 3/);
  await service.stop();
});

test("the table of locks is full while the fault lasts, and empty afterwards", async () => {
  cluster = await startPostgres({ settings: { max_locks_per_transaction: "10", max_connections: "20" } });
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  // Shared memory has some room beside the table: more locks at once than that leaves.
  const take = () =>
    client.query("select count(pg_advisory_xact_lock(1, n)) from generate_series(1, 200) n").then(
      () => "taken",
      ({ code }) => code,
    );
  assert.equal(await take(), "taken");
  const strike = locksTaken(cluster, 2_000).strike();
  let isOver = false;
  strike.finally(() => (isOver = true));
  const seen = new Set();
  while (!isOver) seen.add(await take());
  await strike;
  assert.ok(seen.has("53200"), [...seen].join());
  // Its session may take a moment to end.
  while ((await take()) !== "taken");
  await client.end();
});

async function answering(status, text, act) {
  const server = createServer((_request, response) => response.writeHead(status).end(text)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    return await act(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
  }
}

const AWAY = '# HELP\ncountersign_database_up 0\ncountersign_request_seconds_count{route="none"} 1\n';

test("metrics are right that say that the database is away, and all else", () => answering(200, AWAY, checkMetrics));

for (const [name, status, text] of [
  ["that are missing", 503, AWAY],
  ["that say that it is there", 200, AWAY.replace("up 0", "up 1")],
  ["that say nothing else", 200, "# HELP\ncountersign_database_up 0\n"],
  ["with figures from nowhere", 200, `${AWAY}countersign_units{state="pending"} 0\n`],
]) {
  test(`metrics ${name} are wrong`, async () => {
    await assert.rejects(answering(status, text, checkMetrics), /while the database was away/);
  });
}

test("a part fails, is silent, and works again; a Worker without a switch fails the run", async () => {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(request.url.includes("queue") ? 404 : 200).end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = () => `http://127.0.0.1:${server.address().port}`;
  await partFails(url, "overview", 4).strike();
  assert.deepEqual(
    asked,
    ["throws", "is-silent", "works"].map((how) => `POST /lab/overview/${how}`),
  );
  await assert.rejects(partFails(url, "queue", 4).strike(), /the queue could not be switched: 404/);
  server.close();
});
