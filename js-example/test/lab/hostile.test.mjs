// The tool of the hostile load: the crowd, the problems in a report, and wrong options.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isendu } from "countersign";
import { startCrowd } from "../../lab/hostile/crowd.mjs";
import { SHAPES } from "../../lab/hostile/crowd/batches.mjs";
import { KINDS, kindOf } from "../../lab/hostile/crowd/kinds.mjs";
import { createSender, genuineDeliveries } from "../../lab/hostile/genuine.mjs";
import { problemsOf, textOf } from "../../lab/hostile/report.mjs";
import { tally } from "../../lab/hostile/run.mjs";
import { Latencies } from "../../lab/torture/latencies.mjs";
import { unitsOf } from "../../shared/ledger/units.mjs";
import { labTool } from "../support/tool.mjs";

const MEBIBYTE = 1024 * 1024;

test("of a hundred strangers so many are of each kind as its share says", () => {
  const counts = {};
  for (let number = 0; number < 100; number += 1) {
    const { name } = kindOf(number);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  assert.deepEqual(counts, Object.fromEntries(Object.entries(KINDS).map(([name, { share }]) => [name, share])));
});

test("a stranger's body is a byte shorter than its length says", () => {
  const parts = [...KINDS["1 MiB less a byte"].send("reward")];
  assert.ok(parts[0].includes(`content-length: ${MEBIBYTE}\r\n\r\n`));
  assert.equal(parts.slice(1).join("").length, MEBIBYTE - 1);
});

for (const [name, make] of Object.entries(SHAPES)) {
  test(`a batch of ${name} has 1 MiB, is taken, and brings new units each time`, () => {
    const keys = ["a", "b"].map((number) => {
      const body = Buffer.from(make(number));
      assert.ok(body.length <= MEBIBYTE && body.length > MEBIBYTE - 100, `${body.length}`);
      return unitsOf({ ...isendu.parse(body), trust: "url-token" }).map(({ dedupeKey }) => dedupeKey);
    });
    assert.equal(keys[0].length, keys[1].length);
    assert.ok(!keys[1].some((key) => keys[0].includes(key)));
  });
}

test("genuine deliveries are each about a key of their own", () => {
  const keys = new Set();
  let units = 0;
  for (const message of genuineDeliveries(1)) {
    for (const { key } of message.units) {
      units += 1;
      keys.add(key);
    }
    if (units > 500) break;
  }
  assert.equal(keys.size, units);
});

test("a sender that is interrupted ends with one error, also while deliveries wait to be sent again", async (t) => {
  const told = [];
  const note = (what) => told.push(what);
  for (const name of ["unhandledRejection", "warning"]) {
    process.on(name, note);
    t.after(() => process.off(name, note));
  }
  const interrupted = new AbortController();
  let asked = 0;
  const server = createHttpServer((request, response) => {
    asked += 1;
    if (asked > 30) interrupted.abort(new Error("interrupted"));
    request.resume().on("end", () => response.writeHead(503).end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const sender = createSender({ url: `http://127.0.0.1:${server.address().port}`, seed: 1 });
  t.after(() => {
    sender.close();
    server.close();
    server.closeAllConnections();
  });
  const sending = sender.send({ seconds: 600, perSecond: 1_000, signal: interrupted.signal });
  await assert.rejects(sending, { name: "AbortError" });
  // The last answers are still to come: their deliveries end then.
  await sleep(300);
  assert.deepEqual(told, []);
});

/** Takes connections and says nothing. */
async function silent(t) {
  const server = createServer((socket) => socket.on("error", () => {}).resume()).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, visited: once(server, "connection") };
}

const crowd = { strangers: 10, batches: 0, senders: 1, shapes: [] };

test("a crowd that nobody stops ends by itself", async (t) => {
  const { ended } = startCrowd({ ...crowd, url: (await silent(t)).url, seconds: 0.2 });
  const reasons = await ended;
  assert.deepEqual(
    reasons.map(({ code }) => code),
    [0, 0],
  );
});

test("a crowd that is stopped tells what it did", async (t) => {
  const { url, visited } = await silent(t);
  const { stop } = startCrowd({ ...crowd, url, seconds: 600 });
  await visited;
  const seen = await stop();
  assert.deepEqual(await stop(), seen);
  const visits = Object.values(seen.visits).reduce((sum, count) => sum + count, 0);
  assert.ok(visits >= 1 && visits <= 10, `${visits}`);
  assert.deepEqual([seen.answers, seen.batches], [{}, []]);
});

const latencies = (...times) => {
  const all = new Latencies();
  for (const ms of times) all.add(ms);
  return all;
};
const phase = (times, counts = { 200: times.length }) => ({
  deliveries: latencies(...times),
  counts,
  late: (limit) => times.filter((ms) => ms > limit).length,
});

const report = (changes = {}) => ({
  title: "Node",
  limitSeconds: 10,
  memoryLimit: 512 * MEBIBYTE,
  alone: phase([10, 20]),
  among: phase([20, 900]),
  seen: {
    visits: { idle: 1 },
    answers: { 401: 1 },
    bytes: 1,
    longestMs: 1,
    batches: [{ shape: "x", status: 200, ms: 3_000 }],
  },
  stored: { taken: 4, missing: 0, extra: 0, doubled: 0, pending: 0, dead: 0 },
  memory: { before: 1, peak: 512 * MEBIBYTE, heap: 1 },
  levels: { info: 4 },
  errors: [],
  ended: null,
  ...changes,
});
const problems = (changes, isTimed = true) => problemsOf(report(changes), { isTimed });

test("a report without a problem, and its text", () => {
  assert.deepEqual(problems(), []);
  const text = textOf(report());
  for (const part of [
    "p99 20 ms",
    "p99 900 ms",
    "batches of x answered 200: 1, after 3000 to 3000 ms",
    "512 MiB at most",
    "missing 0",
  ]) {
    assert.ok(text.includes(part), `${part} in\n${text}`);
  }
});

const { stored, seen } = report();
const PROBLEMS = {
  "a delivery that is not stored": [{ stored: { ...stored, missing: 1 } }, /^1 genuine deliveries are missing/],
  "a delivery that is stored twice": [{ stored: { ...stored, doubled: 1 } }, /are doubled/],
  "a delivery that nobody sent": [{ stored: { ...stored, extra: 1 } }, /are extra/],
  "work that does not end": [{ stored: { ...stored, pending: 2 } }, /^2 .* pending/],
  "work that is given up": [{ stored: { ...stored, dead: 1 } }, /are dead/],
  "a line of level error": [{ errors: ["error: x"] }, /level error: error: x/],
  "more errors than batches that were put off": [
    { errors: ["error: x", "error: y"], seen: { ...seen, batches: [{ shape: "x", status: 503, ms: 1 }] } },
    /level error/,
  ],
  "too much memory": [{ memory: { before: 1, peak: 512 * MEBIBYTE + 1, heap: 1 } }, /of memory/],
  "a server that ended": [{ ended: "exit SIGABRT" }, /exit SIGABRT/],
};
for (const [name, [changes, found]] of Object.entries(PROBLEMS)) {
  test(`${name} is a problem, also where time does not count`, () => {
    for (const isTimed of [true, false]) {
      const [problem, ...others] = problems(changes, isTimed);
      assert.match(problem, found);
      assert.deepEqual(others, []);
    }
  });
}

for (const [name, changes, found] of [
  ["a slow answer in a hundred", { among: phase([20, 1_100]) }, /^p99 1100 ms/],
  ["an answer after the server's limit", { among: phase([...Array(200).fill(20), 15_100]) }, /^1 answers came after/],
  [
    "a batch that is answered after the server's limit",
    { seen: { ...seen, batches: [{ shape: "x", status: 503, ms: 15_100 }] } },
    /^1 answers came after/,
  ],
]) {
  test(`${name} is a problem where time counts`, () => {
    assert.match(problems(changes)[0], found);
    assert.deepEqual(problems(changes, false), []);
  });
}

test("a 503 to a right token is not a stranger's error", () => {
  const batches = [{ shape: "x", status: 503, ms: 1 }];
  assert.deepEqual(problems({ errors: ["error: failed"], seen: { ...seen, batches } }), []);
  assert.deepEqual(problems({ errors: ["error: failed"], among: phase([20], { 200: 1, 503: 1 }) }), []);
});

test("stored deliveries are compared with those that were answered with 200", () => {
  const row = (dedupeKey, state = "applied") => ({ dedupeKey, state });
  const taken = new Map([
    ["a", 1],
    ["b", 1],
    ["c", 2],
  ]);
  assert.deepEqual(tally([row("a"), row("c"), row("c", "pending"), row("d", "dead")], taken), {
    taken: 3,
    missing: 1,
    extra: 1,
    doubled: 1,
    pending: 1,
    dead: 1,
  });
});

const tool = labTool("hostile");

test("--help names every option and every example", async () => {
  const { code, stdout } = await tool("--help");
  assert.equal(code, 0);
  const options = ["only", "seconds", "rate", "strangers", "batches", "senders", "seed", "short", "help"].map(
    (name) => `--${name}`,
  );
  for (const name of [...options, "node-sqlite", "node-postgres", "worker"]) assert.ok(stdout.includes(name), name);
});

for (const [args, problem] of [
  [["--only", "node,worker"], /there is no "node"/],
  [["--strangers", "5001"], /--strangers must be an integer from 1 to 5000/],
  [["--seconds", "0"], /--seconds must be/],
  [["--batches", "-1"], /batches/],
  [["--senders", "101"], /--senders must be an integer from 1 to 100/],
  [["--rate", "1.5"], /--rate must be/],
  [["--seed", "x"], /--seed must be/],
  [["--unknown"], /unknown/i],
  [["extra"], /extra/],
]) {
  test(`${args.join(" ")} is refused with 2`, async () => {
    const { code, stderr } = await tool(...args);
    assert.equal(code, 2);
    assert.match(stderr, problem);
    assert.match(stderr, /usage: node lab\/hostile\/index\.mjs/);
  });
}
