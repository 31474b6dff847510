// The measured examples. All variants of one are behind one port, and its data is on this machine's disk.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makeFolder } from "../launch/caretaker.mjs";
import { Child } from "../launch/child.mjs";
import { portOf } from "../launch/node.mjs";
import { startParts } from "../launch/start-all.mjs";
import { startWorker } from "../launch/worker.mjs";
import { NODE_ENV } from "../simulator/keys.mjs";
import { startPostgres } from "../launch/postgres.mjs";
import { makeDisk } from "../torture/disk.mjs";
import { quiet } from "../../worker/local/quiet.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

async function startNode(env) {
  const child = new Child(process.execPath, [join(ROOT, "lab/bench/node-server.mjs")], {
    env: { PATH: process.env.PATH, ...NODE_ENV, PORT: "0", LOG_LEVEL: "warn", ...env },
  });
  const port = await child.line(portOf);
  return { url: `http://127.0.0.1:${port}`, child };
}

/** @type {Record<string, { title: string, start: () => Promise<{ url: string, stop: () => Promise<void> }> }>} */
export const EXAMPLES = {
  "node-sqlite": {
    title: "Node on SQLite",
    start: () =>
      startParts(async (started) => {
        const { folder, remove } = makeFolder("countersign-bench-");
        started(remove);
        const { url, child } = await startNode({ DATABASE_FILE: join(folder, "countersign.db") });
        started(() => child.stop());
        return { url };
      }),
  },
  "node-postgres": {
    title: "Node on PostgreSQL",
    start: () =>
      startParts(async (started) => {
        const cluster = await startPostgres();
        started(cluster.stop);
        const { url, child } = await startNode({ DATABASE_URL: await cluster.createDatabase() });
        started(() => child.stop());
        return { url };
      }),
  },
  worker: {
    // The local workerd has a file for each subject, and waits for the disk each time. The platform does neither.
    title: "Worker in workerd, what it stores in memory",
    start: () =>
      startParts(async (started) => {
        const { folder, remove } = await makeDisk({ megabytes: 4_096 });
        started(remove);
        const bundle = join(folder, "bundle");
        await bundleVariants(bundle, folder);
        const { url, child } = await startWorker({
          BUNDLE: bundle,
          STATE: join(folder, "state"),
          BATCH_SECONDS: "0.2",
        });
        started(() => child.stop());
        return { url };
      }),
  },
};

/** Bundles like worker/local/index.mjs, with another entry. */
async function bundleVariants(bundle, folder) {
  const node = join(ROOT, "node_modules/node/bin/node");
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const args = [
    "deploy",
    join(ROOT, "lab/bench/worker/index.mjs"),
    "--dry-run",
    "--config",
    join(ROOT, "worker/wrangler.jsonc"),
    "--outdir",
    bundle,
  ];
  await promisify(execFile)(node, [wrangler, ...args], { cwd: ROOT, env: { ...process.env, ...quiet(folder) } });
}
