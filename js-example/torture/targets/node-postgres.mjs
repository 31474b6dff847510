// The Node example as several processes, two that receive and two that work, on one PostgreSQL: a private one from
// Debian's package, or the user's own in DATABASE_URL, which is neither killed nor is its disk filled.

import { startNode } from "../../servers/node.mjs";
import { startPostgres } from "../../test/postgres.mjs";
import { makeDisk } from "../disk.mjs";
import { cutOff, databaseKilled, fullDisk, killed, slow, stalled } from "../faults.mjs";
import { startProxy } from "../proxy.mjs";
import { startService } from "../service.mjs";

export const title = "Node, web and worker processes on PostgreSQL";

/** @type {import("../target.mjs").StartTarget} */
export async function start({ env, megabytes, pauseMs }) {
  const database = await startDatabase(megabytes);
  const { hostname, port } = new URL(database.url);
  const proxy = await startProxy({ host: hostname, port: Number(port || 5432) });
  const url = new URL(database.url);
  url.host = `127.0.0.1:${proxy.port}`;

  const launch = (role) => () => startNode({ ...env, DATABASE_URL: url.href, ROLE: role });
  // The first one makes the tables.
  const web = [await startService("web 1", launch("web"))];
  web.push(await startService("web 2", launch("web")));
  const workers = await Promise.all([1, 2].map((number) => startService(`worker ${number}`, launch("worker"))));
  let turn = 0;

  return {
    url: () => web[(turn += 1) % web.length].url,
    services: [...web, ...workers],
    faults: [killed(...web), killed(...workers), ...database.faults(pauseMs), slow(proxy, pauseMs), stalled(proxy, pauseMs), cutOff(proxy, pauseMs)],
    async stop() {
      await Promise.all([...web, ...workers].map((service) => service.stop()));
      await proxy.stop();
      await database.stop();
    },
  };
}

async function startDatabase(megabytes) {
  if (process.env.DATABASE_URL) {
    const cluster = await startPostgres();
    return { url: await cluster.createDatabase(), faults: () => [], stop: () => cluster.stop() };
  }
  const disk = await makeDisk({ megabytes });
  const cluster = await startPostgres({ folder: `${disk.folder}/postgres` });
  return {
    url: await cluster.createDatabase(),
    faults: (pauseMs) => [databaseKilled(cluster), fullDisk(disk, pauseMs, cluster)],
    async stop() {
      await cluster.stop();
      disk.remove();
    },
  };
}
