// The torture tool: when faults strike, which results are failures, and how it refuses wrong options.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { problemsOf, textOf } from "../../lab/torture/report.mjs";
import { Latencies } from "../../lab/torture/latencies.mjs";
import { strikeAmong } from "../../lab/torture/strikes.mjs";
import { watchHealth } from "../../lab/torture/watch.mjs";
import { playAtMemory } from "../support/play.mjs";
import { labTool } from "../support/tool.mjs";

/** A receiver that is healthy or not. */
async function withHealth(act) {
  const state = { isWell: true };
  const server = createServer((_request, response) => response.writeHead(state.isWell ? 200 : 503).end()).listen(
    0,
    "127.0.0.1",
  );
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    return await act({ url: `http://127.0.0.1:${server.address().port}` }, state);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function strike({ faults, rounds = 1, count = 1_000, quietMs = () => 0 }) {
  const log = [];
  await withHealth(async (service) => {
    const messages = Array.from({ length: count }, (_, index) => index);
    const options = {
      count,
      faults,
      rounds,
      seed: 1,
      services: [service],
      quietMs,
      onStrike: (name) => log.push(name),
      onStruck: (name) => log.push(`/${name}`),
    };
    for await (const message of strikeAmong(messages, options)) {
      log.push(message);
      if (message % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  });
  return log;
}

const fault = (name, act = async () => {}) => ({ name, strike: act });

test("each fault strikes its number of rounds, between the messages, one at a time", async () => {
  const log = await strike({ faults: [fault("a"), fault("b"), fault("c")], rounds: 3 });
  assert.deepEqual(
    log.filter(Number.isInteger),
    Array.from({ length: 1_000 }, (_, index) => index),
    "every message, in order",
  );
  const marks = log.filter((entry) => typeof entry === "string");
  assert.deepEqual([...marks].sort(), ["/a", "/b", "/c", "a", "b", "c"].flatMap((name) => [name, name, name]).sort());
  for (let place = 0; place < marks.length; place += 2) assert.equal(marks[place + 1], `/${marks[place]}`);
  assert.ok(typeof log[0] === "number" && log.indexOf(marks[2]) > 100, "spread over the messages");
});

test("the next fault waits as long as the earlier outage requires", async () => {
  const seen = [];
  const quietMs = (outageMs) => {
    seen.push(outageMs);
    return 30;
  };
  const at = [];
  const note = async () => at.push(performance.now());
  await strike({ faults: [fault("a", note), fault("b", note)], quietMs });
  assert.equal(seen.length, 2);
  assert.ok(seen.every((ms) => ms > 0));
  assert.ok(at[1] - at[0] >= 29, `${at[1] - at[0]}`);
});

test("the run ends if a fault cannot be ended", async () => {
  const broken = fault("broken", async () => {
    throw new Error("the disk cannot be freed");
  });
  await assert.rejects(strike({ faults: [broken, fault("b")] }), /the disk cannot be freed/);
});

test("an outage is counted once, and measured", async () => {
  await withHealth(async (service, state) => {
    const health = watchHealth([service, { url: null }]);
    state.isWell = false;
    while (health.outages.count === 0) await new Promise((resolve) => setImmediate(resolve));
    state.isWell = true;
    await health.stop();
    assert.equal(health.outages.count, 1);
    assert.ok(health.outages.longestMs > 0);
  });
});

async function report(changes, options = {}) {
  const { account, view, result } = await playAtMemory({ seed: 1, count: 300, ...options });
  return {
    seed: 1,
    deliveries: 300,
    account,
    result,
    summary: view.summary,
    ledgerEntries: view.ledger.length,
    struck: new Map([["kill -9 of a server", 1]]),
    notStruck: [],
    replays: { replayed: 1, refused: 0 },
    outages: { count: 1, longestMs: 900 },
    windows: { xoxoday: 10_000, optondemand: 500_000 },
    bodies: { checked: 100, differing: [] },
    services: [{ name: "server", kills: 1, crashes: [] }],
    latencies: new Latencies(),
    playedMs: 1_000,
    drainedMs: 10,
    ...changes,
  };
}

test("a report without a problem has this text", async () => {
  const fine = await report();
  assert.deepEqual(problemsOf(fine), []);
  const text = textOf(fine);
  for (const part of [
    "300 deliveries",
    "lost 0, doubled 0",
    "kill -9 of a server 1",
    "server killed 1",
    "wrong answers      0",
  ])
    assert.ok(text.includes(part), `${part} in\n${text}`);
});

const PROBLEMS = {
  "a lost delivery": { options: { fault: "loses" }, found: /^lost: / },
  "other bytes": {
    changes: { bodies: { checked: 1, differing: ["7 reward:we_1"] } },
    found: /^not the bytes that were sent: 7/,
  },
};
for (const [name, { options, changes, found }] of Object.entries(PROBLEMS)) {
  test(`a report with ${name} has a problem`, async () => {
    assert.ok(problemsOf(await report(changes, options)).some((problem) => found.test(problem)));
  });
}

test("a wrong answer is a problem", async () => {
  const wrong = await report();
  const forged = {
    provider: "reward",
    sort: "forged",
    from: "stranger",
    expect: [401],
    reply: null,
    path: "/",
    body: Buffer.from("{}"),
    units: [],
    aside: [],
  };
  wrong.account.answered(forged, { manner: "plain" }, { status: 200, body: "" });
  assert.ok(problemsOf(wrong).some((problem) => /^a wrong answer: .*"forged"/.test(problem)));
});

test("a delivery that a provider gave up is a problem, unless an outage was longer than its window", async () => {
  const given = await report();
  given.account.settled({ from: "provider", sort: "genuine" }, "lost");
  assert.ok(problemsOf(given).some((problem) => /^no outage was longer than 0.9 s.* lost 1/.test(problem)));
  assert.deepEqual(problemsOf({ ...given, outages: { count: 1, longestMs: 20_000 } }), []);
});

const tool = labTool("torture");

test("--help names every option and every example", async () => {
  const { code, stdout } = await tool("--help");
  assert.equal(code, 0);
  for (const name of [
    "--only",
    "--deliveries",
    "--rounds",
    "--seed",
    "--short",
    "--no-bench",
    "--no-torture",
    "node-sqlite",
    "node-postgres",
    "two-hosts",
    "worker",
  ])
    assert.ok(stdout.includes(name), name);
});

for (const [args, problem] of [
  [["--only", "node,worker"], /there is no "node"/],
  [["--deliveries", "many"], /--deliveries must be an integer from 1/],
  [["--seed", "0"], /--seed must be an integer from 1/],
  [["--rounds", "-1"], /rounds/],
  [["--unknown"], /unknown/i],
]) {
  test(`${args.join(" ")} is refused with 2`, async () => {
    const { code, stderr } = await tool(...args);
    assert.equal(code, 2);
    assert.match(stderr, problem);
    assert.match(stderr, /usage: node lab\/torture\/index\.mjs/);
  });
}
