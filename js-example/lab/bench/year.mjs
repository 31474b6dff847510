// A year of the Node example: rows are made directly, and then what is asked often is timed.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { openDatabase } from "../../node/database.mjs";
import { claim } from "../../node/jobs/claim.mjs";
import { removeOld } from "../../node/jobs/retention.mjs";
import { createLog } from "../../node/log.mjs";
import { createQueries } from "../../node/operator/queries.mjs";
import { makeFolder } from "../launch/caretaker.mjs";
import { startNode } from "../launch/node.mjs";
import { holdPort } from "../launch/port.mjs";
import { startPostgres } from "../launch/postgres.mjs";
import { startParts } from "../launch/start-all.mjs";
import { OPERATOR_TOKEN } from "../simulator/keys.mjs";
import { makeRows } from "./year/rows.mjs";

const HELP = `Makes a year's rows for the Node example, and times what is asked often: the median of five.

usage: node lab/bench/year.mjs [options]

  --database <name>   sqlite (the default) or postgres, a private one
  --rows <n>          10000000 unless told otherwise, which take 4 GB (6 GB on PostgreSQL) and some minutes
  --help              show this
`;
const TIMES = 5;
const PAGE = { limit: 50, before: null, provider: null, state: null };
/** So that the server does not remove them meanwhile. */
const KEPT = { RETAIN_DAYS: "3650" };

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "sqlite" },
    rows: { type: "string", default: "10000000" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  process.stdout.write(HELP);
} else if (!["sqlite", "postgres"].includes(values.database) || !/^[1-9]\d{0,8}$/.test(values.rows)) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else {
  const { env, stop } = await startDatabase(values.database);
  try {
    await measure(env, Number(values.rows));
  } finally {
    await stop();
  }
}

function startDatabase(name) {
  return startParts(async (started) => {
    if (name === "postgres") {
      const cluster = await startPostgres({ settings: { max_wal_size: "4GB", maintenance_work_mem: "256MB" } });
      started(cluster.stop);
      return { env: { DATABASE_URL: await cluster.createDatabase() } };
    }
    const { folder, remove } = makeFolder("countersign-year-");
    started(remove);
    return { env: { DATABASE_FILE: join(folder, "year.db") } };
  });
}

async function measure(env, rows) {
  const config = { url: env.DATABASE_URL ?? null, file: env.DATABASE_FILE, connections: 10, waitMs: 10_000 };
  const open = () => openDatabase(config, createLog("silent"));
  await (await open()).close();
  const bytes = await makeRows(env, rows, console.log);
  console.log(`${rows} deliveries: ${Math.round(bytes / 1024 / 1024)} MiB`);
  await timeServer(env);
  const database = await open();
  await timeQueries(database);
  await database.close();
}

/** What a browser, a scraper and a probe ask. */
async function timeServer(env) {
  const METRICS_PORT = String(await holdPort());
  const { child, url } = await startNode({ ...env, ...KEPT, METRICS_PORT });
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  const get = async (address) => {
    const response = await fetch(address, { headers });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${address} answered ${response.status}`);
    return text;
  };
  const api = `${url}/operator/api`;
  try {
    await time("the operator's page: figures and the first deliveries", () =>
      Promise.all([get(`${api}/summary`), get(`${api}/deliveries`)]),
    );
    await time("/metrics", () => get(`http://127.0.0.1:${METRICS_PORT}/metrics`));
    // It is asked no more often than once a second.
    await time("/healthz", () => get(`${url}/healthz`), 1_100);
  } finally {
    await child.stop();
  }
}

async function timeQueries(database) {
  const queries = createQueries(database);
  await time("the figures", () => queries.summary());
  await time("a page of deliveries", () => queries.deliveries(PAGE));
  await time("a page by state", () => queries.deliveries({ ...PAGE, state: "applied" }));
  await time("a page by provider and state, without any", () =>
    queries.deliveries({ ...PAGE, provider: "xoxoday", state: "dead" }),
  );
  await time("a page by provider, without any", () => queries.deliveries({ ...PAGE, provider: "reward" }));
  await time("a page of the ledger", () => queries.ledger({ limit: 50, after: null }));
  await time("a claim that finds nothing", () => claim(database, { retried: false, leaseMs: 1 }));
  await time("500 old deliveries removed", () => removeOld(database, { days: 90 }));
}

async function time(name, act, pauseMs = 0) {
  const times = [];
  for (let turn = 0; turn < TIMES; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const start = performance.now();
    await act();
    times.push(performance.now() - start);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(TIMES / 2)];
  console.log(`${name}: ${median.toFixed(1)} ms, longest ${times.at(-1).toFixed(1)} ms`);
}
