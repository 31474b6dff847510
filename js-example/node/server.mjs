#!/usr/bin/env node
import { parseArgs } from "node:util";
import { help, readConfig } from "./config.mjs";
import { openDatabase } from "./database.mjs";
import { createHealth } from "./http/health.mjs";
import { createRoutes } from "./http/routes.mjs";
import { startServer } from "./http/server.mjs";
import { startConfirmation } from "./ingest/confirmation.mjs";
import { createHooks } from "./ingest/hooks.mjs";
import { createStore } from "./ingest/store.mjs";
import { createLog } from "./log.mjs";
import { createMetrics, showDatabase } from "./metrics.mjs";
import { serveMetrics } from "./http/metrics.mjs";
import { createOperatorApi } from "./operator/api.mjs";
import { readOperatorPage } from "./operator/page.mjs";
import { createQueries } from "./operator/queries.mjs";
import { createRefused } from "./operator/refused.mjs";
import { shutDownOnSignal } from "./shutdown.mjs";
import { startWorker } from "./jobs/lanes.mjs";
import { startUpkeep } from "./jobs/upkeep.mjs";

/** The time for the jobs and the database to stop, after the requests have had theirs. */
const RESERVE_MS = 5_000;

async function serve(config, log) {
  process.umask(0o077); // the database's file contains personal data

  const metrics = createMetrics();
  const database = await openDatabase(config.database, log);
  const around = { log, metrics };
  const worker = config.works ? startWorker(database, config.work, around) : null;
  const wake = () => worker?.wake();
  const upkeep = startUpkeep(database, { retention: config.works ? config.retention : null, log });
  const store = createStore(database, config.store, { ...around, onStored: wake });
  const health = createHealth(database, store.isFailing, log);
  showDatabase(metrics, createQueries(database).summary);

  const confirmation =
    config.receives && config.confirmation ? await startConfirmation(config.confirmation, database, { log }) : null;
  const servers = [];
  if (config.metrics) servers.push(await serveMetrics(config, { metrics, health }));
  if (config.receives) servers.push(await receive());
  shutDownOnSignal(stop, config.shutdownMs + RESERVE_MS, log);
  const about = { database: database.engine.name, providers: Object.keys(config.providers) };
  for (const { port, what } of servers) log.info({ port, ...about }, what);
  if (worker) log.info({ database: database.engine.name }, "working");

  async function receive() {
    const kept = config.operatorTokens && createRefused(config);
    const hooks = createHooks(config, { ...around, store, confirmation, kept });
    const operator = config.operatorTokens && {
      page: readOperatorPage(),
      api: createOperatorApi(config.operatorTokens, database, { log, confirmation, kept, onReplay: wake }),
    };
    const server = await startServer(createRoutes({ hooks, health, operator, metrics }), config.http);
    return { ...server, what: "listening" };
  }

  async function stop() {
    const ended = await Promise.all(servers.map((server) => server.stop(config.shutdownMs)));
    await worker?.stop();
    await upkeep.stop();
    await confirmation?.stop();
    await database.close();
    return ended.every(Boolean);
  }
}

function main() {
  const { help: wantsHelp } = parseArgs({ options: { help: { type: "boolean" } } }).values;
  if (wantsHelp) return process.stdout.write(help());
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  return serve(config, log).catch((err) => {
    log.fatal({ err }, "cannot start");
    process.exit(1);
  });
}

try {
  main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
