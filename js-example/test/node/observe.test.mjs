import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "../../node/log.mjs";
import { createSampled } from "../../node/log/sampled.mjs";
import { createMetrics, showDatabase } from "../../node/metrics.mjs";
import { onEachDatabase } from "../support/databases.mjs";
import {
  SECRETS,
  genuine,
  isenduBatch,
  isenduOrder,
  optondemandOrder,
  rewardCredit,
  tooFine,
  xoxodayOrder,
} from "../support/deliveries.mjs";
import { operator, withServer } from "../support/server.mjs";

const CONFIRMATION = { ISENDU_KEY_ID: "0123456789abcdef0123456789abcdef", ISENDU_SECRET: "api-secret-1" };
const PERSONAL = "zoe.muster@example.com";

/** Sends a delivery of every kind that a server can receive. */
async function exercise(server) {
  await server.post(xoxodayOrder(PERSONAL, "delivered"));
  await server.post(xoxodayOrder(PERSONAL, "delivered"));
  await server.post(isenduBatch({ order: [isenduOrder("o-1", "pending"), { name: PERSONAL }] }));
  await server.post(isenduBatch({ keyId: CONFIRMATION.ISENDU_KEY_ID }));
  await server.post(isenduBatch({ keyId: PERSONAL }));
  await server.post(optondemandOrder({ orderId: PERSONAL, status: "PRINTED" }));
  await server.post(tooFine("T0", PERSONAL));
  await server.post(rewardCredit("we_1", PERSONAL, "T1", 5));
  await server.post(genuine.reward(`{"${PERSONAL}":1,"${PERSONAL}":2}`));
  await server.post({ ...xoxodayOrder(1, "delivered"), headers: { "x-api-key": "guessed-key-000000" } });
  await server.post({ ...xoxodayOrder(1, "delivered"), path: "/hooks/xoxoday/guessed-token-000000" });
  await operator(server.url, "/summary", { token: "guessed-operator-0000" });
  return server.settled();
}

onEachDatabase("the log reports each outcome, and contains no secret, header, URL or body", (env) =>
  withServer({ ...env, ...CONFIRMATION, METRICS_PORT: "0", LOG_LEVEL: "trace" }, async (server) => {
    await exercise(server);
    const text = server.output() + (await (await fetch(`${server.metricsUrl}/metrics`)).text());
    for (const secret of [...Object.values(SECRETS), CONFIRMATION.ISENDU_SECRET, CONFIRMATION.ISENDU_KEY_ID]) {
      assert.ok(!text.includes(secret), secret);
    }
    for (const heard of ["guessed", PERSONAL, "/hooks/", "orderId"]) assert.ok(!text.includes(heard), heard);

    const told = (msg) => server.lines.filter((line) => line.msg === msg);
    assert.deepEqual(
      told("stored").map(({ provider, stored, duplicates }) => [provider, stored, duplicates]),
      [
        ["xoxoday", 1, 0],
        ["xoxoday", 0, 1],
        ["isendu", 1, 0],
        ["optondemand", 1, 0],
        ["reward", 1, 0],
        ["reward", 1, 0],
      ],
    );
    assert.deepEqual(
      told("refused").map(({ provider, code, level, count }) => [provider, code, level, count]),
      [
        ["isendu", "unknown_key_id", "warn", 1],
        ["xoxoday", "mismatch", "warn", 1],
      ],
    );
    assert.equal(told("dead").length, 1);
    assert.ok(server.lines.every(({ time, level, pid }) => Date.parse(time) > 0 && level && pid));
  }),
);

onEachDatabase("Prometheus reads the figures on a separate port", (env) =>
  withServer({ ...env, METRICS_PORT: "0" }, async (server) => {
    await exercise(server);
    const response = await fetch(`${server.metricsUrl}/metrics`);
    assert.match(response.headers.get("content-type"), /^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    const value = (name) =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${name} `))
          ?.split(" ")
          .at(-1),
      );
    const expected = {
      'countersign_deliveries_stored_total{provider="xoxoday"}': 1,
      'countersign_deliveries_duplicate_total{provider="xoxoday"}': 1,
      'countersign_quarantined_total{provider="isendu"}': 1,
      'countersign_quarantined_total{provider="reward"}': 1,
      'countersign_refused_total{provider="xoxoday",code="mismatch"}': 2,
      'countersign_refused_total{provider="isendu",code="unknown_key_id"}': 2,
      'countersign_work_total{provider="reward",outcome="applied"}': 1,
      'countersign_work_total{provider="optondemand",outcome="applied"}': 1,
      'countersign_work_total{provider="reward",outcome="failed"}': 3,
      'countersign_work_total{provider="reward",outcome="dead"}': 1,
      'countersign_units{state="applied"}': 4,
      'countersign_units{state="dead"}': 1,
      'countersign_units{state="pending"}': 0,
      'countersign_units{state="quarantined"}': 2,
      'countersign_request_seconds_count{route="xoxoday",status="200"}': 2,
      'countersign_request_seconds_count{route="xoxoday",status="401"}': 2,
    };
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, value(name)])), expected);
    assert.ok(value("process_cpu_seconds_total") > 0);

    assert.equal(await (await fetch(`${server.metricsUrl}/healthz`)).text(), "ok");
    assert.equal((await fetch(`${server.metricsUrl}/operator`)).status, 404);
    assert.equal((await fetch(`${server.metricsUrl}/metrics`, { method: "POST" })).status, 405);
  }),
);

onEachDatabase("a process with only the worker role has no public port", (env) =>
  withServer(
    { ...env, ROLE: "worker", METRICS_PORT: "0", XOXODAY_API_KEY: "", REWARD_URL_TOKEN: "" },
    async (server) => {
      assert.equal(server.url, undefined);
      assert.equal(await (await fetch(`${server.metricsUrl}/healthz`)).text(), "ok");
      assert.equal(await server.end(), 0);
    },
  ),
);

test("while the database is away, its gauge is missing and the others are there", async () => {
  const metrics = createMetrics();
  let isAway = false;
  let asked = 0;
  showDatabase(metrics, async () => {
    asked += 1;
    if (isAway) throw new Error("no connection");
    return { pending: 1, applied: 2, superseded: 3, dead: 4, quarantined: 5 };
  });
  metrics.stored.inc({ provider: "reward" }, 7);
  const shows = async (text) => (await metrics.registry.metrics()).split("\n").includes(text);
  assert.equal(await shows('countersign_units{state="dead"} 4'), true);
  assert.equal(await shows("countersign_database_up 1"), true);
  assert.equal(asked, 2, "once for each scrape");
  isAway = true;
  const text = await metrics.registry.metrics();
  assert.doesNotMatch(text, /^countersign_units\{/m);
  assert.match(text, /^countersign_database_up 0$/m);
  assert.match(text, /^countersign_deliveries_stored_total\{provider="reward"\} 7$/m);
  isAway = false;
  assert.equal(await shows('countersign_units{state="quarantined"} 5'), true);
});

test("a scrape waits for a silent database only up to its limit", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const metrics = createMetrics();
  showDatabase(metrics, () => new Promise(() => {}));
  const scraped = metrics.registry.metrics();
  await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(2_000);
  assert.match(await scraped, /^countersign_database_up 0$/m);
});

test("a message that strangers cause is logged once, and then with a count", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const lines = [];
  const log = createLog("info", { write: (line) => lines.push(JSON.parse(line)) });
  const refused = createSampled(log);
  const told = () => lines.splice(0).map(({ level, provider, code, count }) => [level, provider, code, count]);
  const forge = (times, code = "mismatch") => {
    for (let time = 0; time < times; time += 1) refused({ provider: "xoxoday", code }, "refused");
  };
  forge(450);
  forge(2, "too_large");
  assert.deepEqual(told(), [
    ["warn", "xoxoday", "mismatch", 1],
    ["warn", "xoxoday", "too_large", 1],
  ]);
  t.mock.timers.tick(60_000);
  assert.deepEqual(told(), [
    ["warn", "xoxoday", "mismatch", 449],
    ["warn", "xoxoday", "too_large", 1],
  ]);
  forge(3);
  assert.deepEqual(told(), []);
  t.mock.timers.tick(60_000);
  assert.deepEqual(told(), [["warn", "xoxoday", "mismatch", 3]]);
  t.mock.timers.tick(60_000);
  forge(1);
  assert.deepEqual(told(), [["warn", "xoxoday", "mismatch", 1]], "after a quiet minute, it is logged at once again");
});
