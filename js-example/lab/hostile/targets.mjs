// The examples that the crowd comes to, each as one process with little memory.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../launch/caretaker.mjs";
import { startNode } from "../launch/node.mjs";
import { startParts } from "../launch/start-all.mjs";
import { startPostgres } from "../launch/postgres.mjs";
import { makeStateFolder, startWorker } from "../launch/worker.mjs";
import { holdPort } from "../launch/port.mjs";

const MEBIBYTE = 1024 * 1024;
/** In MiB, of V8. */
const HEAP = 512;
/** The bound of the whole process, buffers and native memory included. workerd is one process for all objects. */
const NODE_MEMORY = 512 * MEBIBYTE;
const WORKERD_MEMORY = 1_024 * MEBIBYTE;
/** Seconds. */
const LIMITS = { STORE_SECONDS: 10, REQUEST_SECONDS: 15 };
const BODY_SECONDS = 15;
/** The Worker divides a batch of many orders after the answer: the work on it takes a while. */
const FEW = ["28 trackings of one uuid", "20 000 empty steps", "60 000 keys"];
const MANY = ["20 000 orders", "20 000 elements that are no orders"];

/**
 * Node 20 accepts one new connection in each round of its event loop (libuv 1.46), so a crowd that comes back again and again keeps
 * new senders waiting. Newer versions accept several. better-sqlite3 runs only on the Node that installed it.
 */
const NEWER_NODE = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));

/** Starts a Node server that also tells its metrics. */
async function startWithMetrics(env, started, node) {
  const metricsPort = await holdPort();
  const limits = Object.fromEntries(Object.entries(LIMITS).map(([name, value]) => [name, String(value)]));
  const NODE_OPTIONS = `--max-old-space-size=${HEAP}`;
  const { child, url } = await startNode(
    { ...limits, NODE_OPTIONS, METRICS_PORT: String(metricsPort), ...env },
    { node },
  );
  started(() => child.stop());
  return { url, child, metrics: `http://127.0.0.1:${metricsPort}/metrics` };
}

const node = { limitSeconds: LIMITS.STORE_SECONDS, memoryLimit: NODE_MEMORY, shapes: [...MANY, ...FEW] };

/**
 * @typedef {object} Started
 * @property {string} url
 * @property {import("../launch/child.mjs").Child} child
 * @property {string | null} metrics where a Node server tells them
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Target
 * @property {string} title
 * @property {number} limitSeconds the server's own limit for an answer
 * @property {number} memoryLimit in bytes
 * @property {string[]} shapes of batches
 * @property {() => Promise<Started>} start
 *
 * @type {Record<string, Target>}
 */
export const TARGETS = {
  "node-sqlite": {
    ...node,
    title: "Node on SQLite",
    start: () =>
      startParts((started) => {
        const { folder, remove } = makeFolder("countersign-hostile-");
        started(remove);
        return startWithMetrics({ DATABASE_FILE: join(folder, "countersign.db") }, started);
      }),
  },
  "node-postgres": {
    ...node,
    title: "Node on PostgreSQL",
    start: () =>
      startParts(async (started) => {
        const cluster = await startPostgres();
        started(cluster.stop);
        return startWithMetrics({ DATABASE_URL: await cluster.createDatabase() }, started, NEWER_NODE);
      }),
  },
  worker: {
    title: "Worker in workerd",
    limitSeconds: BODY_SECONDS,
    memoryLimit: WORKERD_MEMORY,
    shapes: FEW,
    start: () =>
      startParts(async (started) => {
        const { folder, remove } = makeStateFolder("countersign-hostile-");
        started(remove);
        const { child, url } = await startWorker({
          STATE: join(folder, "state"),
          BUNDLE: join(folder, "bundle"),
          BODY_SECONDS: String(BODY_SECONDS),
          CRON_SECONDS: "0",
        });
        started(() => child.stop());
        return { url, child, metrics: null };
      }),
  },
};
