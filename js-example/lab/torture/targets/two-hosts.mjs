// The Node example on two hosts, each with a web and a worker process, a clock of its own and a network of its own to one
// PostgreSQL.

import { setTimeout as sleep } from "node:timers/promises";
import { startNode } from "../../launch/node.mjs";
import { holdPort } from "../../launch/port.mjs";
import { startPostgres } from "../../launch/postgres.mjs";
import { startAll, startParts } from "../../launch/start-all.mjs";
import { cutOff, killed, slow, stalled } from "../faults.mjs";
import { wrongClock } from "../faults/clock.mjs";
import { makeHost } from "../hosts.mjs";
import { startProxy } from "../proxy.mjs";
import { startService } from "../service.mjs";

export const title = "Node, on two hosts with one PostgreSQL";

/** The hosts' clocks are ten seconds apart, and PostgreSQL's is in between. */
const AHEAD_MS = [5_000, -5_000];
const LEASE_SECONDS = 2;

/** @type {import("../target.mjs").StartTarget} */
export const start = ({ env, pauseMs }) =>
  startParts(async (started) => {
    const cluster = await startPostgres();
    started(cluster.stop);
    const database = await cluster.createDatabase();
    const hosts = [];
    for (const [index, aheadMs] of AHEAD_MS.entries()) {
      const host = await startHost({ number: index + 1, aheadMs, env, database });
      started(host.stop);
      hosts.push(host);
    }
    let turn = 0;

    return {
      url: () => hosts[(turn += 1) % hosts.length].web.url,
      services: hosts.flatMap(({ web, worker }) => [web, worker]),
      faults: [
        inTurn("a network that is slow", hosts, ({ proxy }) => slow(proxy, pauseMs)),
        inTurn("a network that is cut", hosts, ({ proxy, metricsUrl }) => cutOff(proxy, pauseMs, [metricsUrl])),
        byTurns("a network that is silent for longer than a lease", hosts, ({ proxy }) =>
          stalled(proxy, 1_500 * LEASE_SECONDS),
        ),
        byTurns("a host that dies", hosts, ({ web, worker }) => bothKilled(web, worker)),
        pulled(hosts, pauseMs),
      ],
    };
  });

/** Starts what runs on one host. The first one makes the tables. */
const startHost = ({ number, aheadMs, env, database }) =>
  startParts(async (started) => {
    const { address, gateway, within, cable, why, stop } = await makeHost(number);
    started(stop);
    const url = new URL(database);
    const proxy = await startProxy({ host: url.hostname, port: Number(url.port || 5432) }, gateway);
    started(proxy.stop);
    url.host = `${gateway}:${proxy.port}`;
    const metricsPort = String(await holdPort());
    const all = {
      ...env,
      ...wrongClock(aheadMs),
      DATABASE_URL: url.href,
      HOST: address,
      LEASE_SECONDS: String(LEASE_SECONDS),
    };
    const serve = (role, more) => () =>
      startService(`${role} on host ${number}`, () => startNode({ ...all, ROLE: role, ...more }, { within }));
    const metrics = { METRICS_HOST: address, METRICS_PORT: metricsPort };
    const [web, worker] = await startAll([serve("web", metrics), serve("worker", {})], (service) => service.stop());
    started(() => Promise.all([web.stop(), worker.stop()]));
    return { proxy, cable, why, web, worker, metricsUrl: `http://${address}:${metricsPort}` };
  });

/** The same fault at one host after the other. @returns {import("../faults.mjs").Fault} */
function inTurn(name, hosts, faultOf) {
  const strike = async () => {
    for (const host of hosts) await faultOf(host).strike();
  };
  return { name, strike };
}

/** The same fault each time at another host. @returns {import("../faults.mjs").Fault} */
function byTurns(name, hosts, faultOf) {
  let turn = 0;
  return { name, strike: () => faultOf(hosts[(turn += 1) % hosts.length]).strike() };
}

function bothKilled(...services) {
  const strike = async () => {
    await Promise.all(services.map((service) => killed(service).strike()));
  };
  return { strike };
}

/** A host's cable is pulled: it reaches nobody, nobody reaches it, and nobody is told. @returns {import("../faults.mjs").Fault} */
function pulled(hosts, ms) {
  const name = "a cable that is pulled";
  const without = hosts.find(({ cable }) => cable === null);
  if (without) return { name, strike: null, why: without.why };
  return byTurns(name, hosts, ({ cable }) => ({
    async strike() {
      await cable.pull();
      await sleep(ms).finally(cable.plug);
    },
  }));
}
