// The Cron of this machine: one run after the other.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startCron } from "../../worker/local/cron.mjs";

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A Cron whose time passes, and whose runs end, when the test says so. */
function createCron(t, seconds) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const runs = [];
  const errors = [];
  const run = () => new Promise((resolve, reject) => runs.push({ resolve, reject }));
  const end = startCron(run, seconds, (error) => errors.push(error.message));
  const pass = async (count) => {
    t.mock.timers.tick(count * 1_000);
    await turn();
  };
  return { runs, errors, end, pass };
}

test("a run that takes longer than the time between two keeps the next ones waiting", async (t) => {
  const { runs, pass } = createCron(t, 3);
  await pass(2);
  assert.equal(runs.length, 0);
  await pass(1);
  assert.equal(runs.length, 1);
  for (let time = 0; time < 5; time += 1) await pass(3);
  assert.equal(runs.length, 1);
  runs[0].resolve();
  await turn();
  await pass(3);
  assert.equal(runs.length, 2);
});

test("a run that fails is told, and the next one runs", async (t) => {
  const { runs, errors, pass } = createCron(t, 3);
  await pass(3);
  runs[0].reject(new Error("nobody listens"));
  await turn();
  await pass(3);
  assert.deepEqual([errors, runs.length], [["nobody listens"], 2]);
});

test("none runs with 0 seconds, and none after its end", async (t) => {
  const never = createCron(t, 0);
  await never.pass(1_000);
  assert.equal(never.runs.length, 0);
  t.mock.timers.reset();
  const ended = createCron(t, 3);
  ended.end();
  await ended.pass(1_000);
  assert.equal(ended.runs.length, 0);
});
