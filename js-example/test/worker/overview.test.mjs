// The parts of the overview. The objects are fakes.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { readDeliveries, readLedger, readSummary } from "../../worker/objects/overview/reading.mjs";
import { askEach, tell } from "../../worker/objects/overview/shards.mjs";

/** Fake parts that store the reports. `methods` can replace their methods, so that a part fails or never answers. */
function overview(methods = () => ({})) {
  const told = new Map();
  const getByName = (name) => ({
    async record(rows, entries) {
      told.set(name, [...(told.get(name) ?? []), ...rows, ...entries]);
    },
    ...methods(name),
  });
  return { env: { OVERVIEW: { getByName } }, told };
}

const report = (subject) => ({
  rows: [{ provider: "xoxoday", subject }],
  entries: [{ provider: "xoxoday", subject, state: "delivered" }],
});
const reports = Array.from({ length: 200 }, (_, number) => report(`order ${number}`));
const names = (told) => [...told.keys()].toSorted();

/** Keeps the log out of the tests' output. */
const quiet = () => mock.method(console, "error", () => {});

test("all rows of one subject go to one part, and all parts are used", async () => {
  const { env, told } = overview();
  assert.deepEqual(await tell(env, reports), Array(200).fill(true));
  assert.equal(told.size, 8);
  for (const rows of told.values()) assert.ok(rows.length >= 20, `${rows.length} of 400`);
  const once = new Map([...told].flatMap(([name, rows]) => rows.map(({ subject }) => [subject, name])));
  await tell(env, reports);
  for (const [name, rows] of told) for (const { subject } of rows) assert.equal(once.get(subject), name);
});

test("a part that fails does not affect the other parts, and nothing is thrown", async () => {
  const log = quiet();
  const broken = { record: () => Promise.reject(new Error("broken")) };
  const { env, told } = overview((name) => (name === "overview-3" ? broken : {}));
  const taken = await tell(env, reports);
  assert.deepEqual(
    names(told),
    ["0", "1", "2", "4", "5", "6", "7"].map((shard) => `overview-${shard}`),
  );
  const subjects = new Set([...told.values()].flat().map(({ subject }) => subject));
  assert.deepEqual(
    taken,
    reports.map(({ rows }) => subjects.has(rows[0].subject)),
  );
  assert.ok(taken.includes(false));
  // A report about two subjects counts as accepted when both parts have accepted it.
  const [lost] = reports.filter((_, index) => !taken[index]);
  const [kept] = reports.filter((_, index) => taken[index]);
  const both = { rows: [...kept.rows, ...lost.rows], entries: [] };
  assert.deepEqual(await tell(env, [both, kept, { rows: [], entries: [] }]), [false, true, true]);
  assert.equal(log.mock.callCount(), 2);
  log.mock.restore();
});

test("a report waits up to ten seconds for a part that does not answer", async () => {
  const log = quiet();
  mock.timers.enable({ apis: ["setTimeout"] });
  const { env } = overview((name) => (name === "overview-3" ? { record: () => new Promise(() => {}) } : {}));
  let taken = null;
  const telling = tell(env, reports).then((result) => {
    taken = result;
  });
  mock.timers.tick(9_999);
  await new Promise(setImmediate);
  assert.equal(taken, null);
  mock.timers.tick(1);
  await telling;
  assert.ok(taken.includes(true) && taken.includes(false));
  mock.timers.reset();
  log.mock.restore();
});

test("the Cron reads the parts that answer", async () => {
  const log = quiet();
  const { env } = overview((name) => ({
    stuck: () => (name === "overview-3" ? Promise.reject(new Error("broken")) : Promise.resolve(name)),
  }));
  assert.equal((await askEach(env, (part) => part.stuck())).length, 7);
  assert.equal(log.mock.callCount(), 1);
  log.mock.restore();
});

test("a page has the newest deliveries of all parts, and the figures are sums", async () => {
  const shardOf = (name) => Number(name.at(-1));
  const { env } = overview((name) => ({
    deliveries: async ({ limit }) =>
      Array.from({ length: limit }, (_, index) => ({ id: `${5_000 - index * 8 - shardOf(name)}` })),
    summary: async () => ({ stored: shardOf(name), dead: 1 }),
  }));
  const page = await readDeliveries(env, { limit: 20 });
  assert.deepEqual(
    page.map(({ id }) => id),
    Array.from({ length: 20 }, (_, index) => String(5_000 - index)),
  );
  assert.deepEqual(await readSummary(env), { stored: 28, dead: 8 });
});

test("the ledger is ordered by bytes, so no page repeats or skips an entry", async () => {
  const subjects = ["", "a", "a\u0000", "ab", "b", "é", "\uffee", "\u{10ffff}"];
  const { env } = overview((name) => ({
    ledger: async () => [{ provider: "reward", subject: subjects[7 - Number(name.at(-1))] }],
  }));
  const found = await readLedger(env, { limit: 8 });
  assert.deepEqual(
    found.map(({ subject }) => subject),
    subjects.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
  assert.deepEqual((await readLedger(env, { limit: 3 })).length, 3);
});
