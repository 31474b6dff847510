// The Node example as several processes, two that receive and two that work, on one PostgreSQL: a private one from
// Debian's package, or the user's own in DATABASE_URL, which is neither killed nor is its disk filled.

import { startNode } from "../../launch/node.mjs";
import { holdPort } from "../../launch/port.mjs";
import { startAll, startParts } from "../../launch/start-all.mjs";
import { startPostgres } from "../../launch/postgres.mjs";
import { makeDisk } from "../disk.mjs";
import { cutOff, databaseKilled, fullDisk, killed, slow, stalled, strangers } from "../faults.mjs";
import { clockJumps, wrongClock } from "../faults/clock.mjs";
import { locksTaken } from "../faults/locks.mjs";
import { logUnread } from "../faults/log.mjs";
import { startProxy } from "../proxy.mjs";
import { startService } from "../service.mjs";

export const title = "Node, web and worker processes on PostgreSQL";

/** @type {import("../target.mjs").StartTarget} */
export const start = ({ env, megabytes, pauseMs }) =>
  startParts(async (started) => {
    const database = await startDatabase(megabytes, started);
    const { hostname, port } = new URL(database.url);
    const proxy = await startProxy({ host: hostname, port: Number(port || 5432) });
    started(proxy.stop);
    const url = new URL(database.url);
    url.host = `127.0.0.1:${proxy.port}`;

    const stop = (service) => service.stop();
    const metricsPort = String(await holdPort());
    const all = { ...env, ...wrongClock(), DATABASE_URL: url.href };
    const serve = (name, role, more = {}) => startService(name, () => startNode({ ...all, ROLE: role, ...more }));
    // The first one makes the tables.
    const web = [await serve("web 1", "web", { METRICS_PORT: metricsPort })];
    started(() => stop(web[0]));
    const others = await startAll(
      [() => serve("web 2", "web"), () => serve("worker 1", "worker"), () => serve("worker 2", "worker")],
      stop,
    );
    started(() => Promise.all(others.map(stop)));
    const [second, ...workers] = others;
    web.push(second);
    const services = [...web, ...workers];
    let turn = 0;

    return {
      url: () => web[(turn += 1) % web.length].url,
      services,
      faults: [
        killed(...web),
        killed(...workers),
        ...database.faults(pauseMs),
        slow(proxy, pauseMs),
        stalled(proxy, pauseMs),
        cutOff(proxy, pauseMs, [`http://127.0.0.1:${metricsPort}`]),
        clockJumps(services, pauseMs),
        logUnread(services, pauseMs),
        strangers(() => web[0].url, pauseMs),
      ],
    };
  });

async function startDatabase(megabytes, started) {
  if (process.env.DATABASE_URL) {
    const cluster = await startPostgres();
    started(cluster.stop);
    return { url: await cluster.createDatabase(), faults: () => [] };
  }
  const disk = await makeDisk({ megabytes });
  started(disk.remove);
  const cluster = await startPostgres({ folder: `${disk.folder}/postgres` });
  started(cluster.stop);
  return {
    url: await cluster.createDatabase(),
    faults: (pauseMs) => [databaseKilled(cluster), fullDisk(disk, pauseMs, cluster), locksTaken(cluster, pauseMs)],
  };
}
