// The Node example on two hosts, each with a web and a worker process, a clock of its own and a network of its own to one
// PostgreSQL. A host is an address of this machine, and its network a proxy.

import { holdPort } from "../../launch/port.mjs";
import { startNode } from "../../launch/node.mjs";
import { startPostgres } from "../../launch/postgres.mjs";
import { startAll, startParts } from "../../launch/start-all.mjs";
import { cutOff, killed, slow, stalled } from "../faults.mjs";
import { wrongClock } from "../faults/clock.mjs";
import { startProxy } from "../proxy.mjs";
import { startService } from "../service.mjs";

export const title = "Node, on two hosts with one PostgreSQL";

/** On Linux every address that begins with 127 is this machine. Elsewhere both hosts have one address. */
const ADDRESSES = process.platform === "linux" ? ["127.0.0.2", "127.0.0.3"] : ["127.0.0.1", "127.0.0.1"];
/** Their clocks are ten seconds apart, and PostgreSQL's is in between. */
const AHEAD_MS = [5_000, -5_000];
const LEASE_SECONDS = 2;

/** @type {import("../target.mjs").StartTarget} */
export const start = ({ env, pauseMs }) =>
  startParts(async (started) => {
    const cluster = await startPostgres();
    started(cluster.stop);
    const database = await cluster.createDatabase();
    const hosts = [];
    for (const [index, address] of ADDRESSES.entries()) {
      const host = await startHost({ number: index + 1, address, aheadMs: AHEAD_MS[index], env, database });
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
        byTurns(`a network that is silent for longer than a lease`, hosts, ({ proxy }) =>
          stalled(proxy, 1_500 * LEASE_SECONDS),
        ),
        byTurns("a host that dies", hosts, ({ web, worker }) => bothKilled(web, worker)),
      ],
    };
  });

/** Starts what runs on one host. The first one makes the tables. */
const startHost = ({ number, address, aheadMs, env, database }) =>
  startParts(async (started) => {
    const url = new URL(database);
    const proxy = await startProxy({ host: url.hostname, port: Number(url.port || 5432) }, address);
    started(proxy.stop);
    url.host = `${address}:${proxy.port}`;
    const metricsPort = String(await holdPort());
    const all = {
      ...env,
      ...wrongClock(aheadMs),
      DATABASE_URL: url.href,
      HOST: address,
      LEASE_SECONDS: String(LEASE_SECONDS),
    };
    const serve = (role, more) => () =>
      startService(`${role} on host ${number}`, () => startNode({ ...all, ROLE: role, ...more }));
    const metrics = { METRICS_HOST: address, METRICS_PORT: metricsPort };
    const [web, worker] = await startAll([serve("web", metrics), serve("worker", {})], (service) => service.stop());
    started(() => Promise.all([web.stop(), worker.stop()]));
    return { proxy, web, worker, metricsUrl: `http://${address}:${metricsPort}` };
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
