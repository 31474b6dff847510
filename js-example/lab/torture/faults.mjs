// Faults for a receiver under load. Each one ends by itself. It resolves when the receiver should work again.

import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import pg from "pg";
import { startCrowd } from "./crowd.mjs";
import { checkMetrics } from "./faults/metrics.mjs";

const SLOW_MS = 150;
const STRANGERS = 500;
const RECOVERY_MS = 30_000;

/**
 * @typedef {object} Fault
 * @property {string} name shown in the log and the report
 * @property {(() => Promise<void>) | null} strike null if this machine does not allow it; `why` has the reason
 * @property {string} [why]
 */

/** kill -9 of one of these processes after the other. @returns {Fault} */
export function killed(...services) {
  let turn = 0;
  const name = `kill -9 of a ${services[0].name.replace(/ \d+$/, "")}${services[0].name === "server" ? "" : " process"}`;
  return { name, strike: () => services[(turn += 1) % services.length].kill() };
}

/** kill -9 of all of PostgreSQL's processes, like after a machine's failure. @returns {Fault} */
export function databaseKilled(cluster) {
  const strike = async () => {
    await cluster.kill("SIGKILL");
    await cluster.start();
  };
  return { name: "kill -9 of PostgreSQL", strike };
}

/** No space is left for a while. Afterwards, a database that gave up is started again. @returns {Fault} */
export function fullDisk(disk, ms, cluster) {
  const name = "a full disk";
  if (!disk.canBeFilled) return { name, strike: null, why: "mounting a small disk needs Linux and root" };
  const strike = async () => {
    await disk.fill();
    await sleep(ms);
    await disk.free();
    if (cluster) await recovered(cluster);
  };
  return { name, strike };
}

/** PostgreSQL restarts itself after a crash, unless its disk is still full. */
async function recovered(cluster) {
  const until = Date.now() + RECOVERY_MS;
  let isGone = false;
  while (!(await answers(cluster.url))) {
    if (Date.now() > until) throw new Error("PostgreSQL did not recover from a full disk");
    if (!isGone && !isAlive(cluster.pid())) {
      isGone = true;
      await cluster.start();
    }
    await sleep(100);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function answers(connectionString) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Each packet to and from the database is delayed. @returns {Fault} */
export function slow(proxy, ms) {
  const strike = async () => {
    proxy.delay(SLOW_MS);
    await sleep(ms);
    proxy.delay(0);
  };
  return { name: "a database that answers slowly", strike };
}

/** The database falls silent, without an error. @returns {Fault} */
export function stalled(proxy, ms) {
  const strike = async () => {
    const go = proxy.stall();
    await sleep(ms);
    go();
  };
  return { name: "a database that does not answer", strike };
}

/**
 * Connections to the database are cut, and no new ones are to be had for a while. Meanwhile the metrics are read.
 *
 * @param {import("./proxy.mjs").Proxy} proxy
 * @param {number} ms
 * @param {string[]} [metricsUrls] of processes that are cut off
 * @returns {Fault}
 */
export function cutOff(proxy, ms, metricsUrls = []) {
  const strike = async () => {
    proxy.cut();
    await sleep(ms / 4);
    proxy.cut(true);
    await Promise.all([sleep(ms / 2), ...metricsUrls.map(checkMetrics)]).finally(() => proxy.accept());
  };
  return { name: "cut connections to the database", strike };
}

/** Another process writes to SQLite's file for a while. @returns {Fault} */
export function lockedFile(file, ms) {
  const strike = async () => {
    const other = new Database(file, { timeout: RECOVERY_MS });
    try {
      other.exec("begin immediate");
      await sleep(ms);
    } finally {
      other.close();
    }
  };
  return { name: "a locked file", strike };
}

/** Strangers without a secret hold connections open, and send endless bodies. @returns {Fault} */
export function strangers(url, ms) {
  const strike = async () => {
    const crowd = startCrowd(url, STRANGERS);
    await sleep(ms);
    await crowd.stop();
  };
  return { name: `${STRANGERS} strangers`, strike };
}
