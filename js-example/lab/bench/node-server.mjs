// The Node example in all variants: one process, one port, one database.

import * as countersign from "countersign";
import { createHandler } from "countersign/node";
import { createHash } from "node:crypto";
import { readConfig } from "../../node/config.mjs";
import { openDatabase } from "../../node/database.mjs";
import { startServer } from "../../node/http/server.mjs";
import { createHooks } from "../../node/ingest/hooks.mjs";
import { createStore } from "../../node/ingest/store.mjs";
import { createLog } from "../../node/log.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { createOperatorApi } from "../../node/operator/api.mjs";
import { startWorker } from "../../node/jobs/lanes.mjs";
import { unitsOf } from "../../shared/ledger/units.mjs";
import { readVariant, unverified } from "./variants.mjs";

const config = readConfig(process.env);
const log = createLog(config.logLevel);
const around = { log, metrics: createMetrics() };
const database = await openDatabase(config.database, log);
const worker = startWorker(database, config.work, around);
const store = createStore(database, config.store, { ...around, onStored: () => worker.wake() });
const nowhere = { put: async () => ({ stored: 1, duplicates: 0 }) };

function believing(provider) {
  return createHandler({
    provider: unverified(provider),
    config: {},
    onEvent: (event, req, body) =>
      store.put({
        provider: event.provider,
        trust: event.trust,
        receivedAt: Date.now(),
        sha256: createHash("sha256").update(body).digest("hex"),
        body,
        units: unitsOf(event),
        unreadable: event.rejected ?? [],
      }),
  });
}

const bare = async (req, res) => {
  for await (const _chunk of req);
  res.writeHead(200).end();
};
const names = Object.keys(config.providers);
const HOOKS = {
  bare: new Map(names.map((name) => [name, bare])),
  verified: createHooks(config, { ...around, store: nowhere }),
  stored: new Map(names.map((name) => [name, believing(countersign[name])])),
  full: createHooks(config, { ...around, store }),
};

const operator = createOperatorApi(config.operatorTokens, database, { log, onReplay: () => worker.wake() });

const { port } = await startServer((req, res) => {
  const asked = readVariant(req.url);
  if (!asked) return operator(req, res, new URL(req.url, "http://localhost"));
  const [, , provider] = asked.rest.split("/");
  HOOKS[asked.variant].get(provider)(req, res);
}, config.http);
console.log(JSON.stringify({ msg: "listening", port }));
process.once("SIGTERM", () => process.exit(0));
