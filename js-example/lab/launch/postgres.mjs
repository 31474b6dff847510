// A PostgreSQL for tests: the user's own in DATABASE_URL, or a private cluster in a temporary folder.

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { keep, makeFolder } from "./caretaker.mjs";
import { removeFolder } from "./caretaker/leftovers.mjs";
import { holdPort } from "./port.mjs";
import { launch } from "./process.mjs";
import { postgresBinaries } from "./postgres/binaries.mjs";

const run = promisify(execFile);
const HOST = "127.0.0.1";
const USER = "countersign";
const START_MS = 60_000;

/**
 * Returns a running PostgreSQL.
 *
 * @param {{ folder?: string, settings?: Record<string, string> }} [options] the folder of its files (by default a temporary one,
 *   which `stop` removes), and settings of postgresql.conf. With either, the cluster is private even if DATABASE_URL is set
 * @returns {Promise<Cluster>}
 *
 * @typedef {object} Cluster
 * @property {string} url of its database `postgres`
 * @property {() => Promise<string>} createDatabase makes an empty database and returns its URL
 * @property {() => Promise<void>} stop ends it and removes its files; in the user's own, it only removes the databases made here
 * @property {((signal: NodeJS.Signals) => Promise<void>) | undefined} kill sends a signal and waits for the end; a private one's only
 * @property {(() => Promise<void>) | undefined} start starts it again, on the same port and files; a private one's only
 * @property {(() => number | undefined) | undefined} pid the id of its first process; a private one's only
 */
export async function startPostgres({ folder, settings } = {}) {
  if (process.env.DATABASE_URL && !folder && !settings) return users(process.env.DATABASE_URL);
  if (folder === undefined) {
    const made = makeFolder("countersign-postgres-");
    return privateCluster(made.folder, made.remove, settings);
  }
  const forget = keep("folder", folder);
  const remove = () => {
    removeFolder(folder);
    forget();
  };
  return privateCluster(folder, remove, settings);
}

function users(url) {
  const made = [];
  return {
    url,
    async createDatabase() {
      const database = await createDatabase(url);
      made.push(database);
      return database;
    },
    async stop() {
      for (const database of made) await dropDatabase(url, database);
    },
  };
}

async function privateCluster(folder, remove, settings = {}) {
  const bin = await postgresBinaries();
  const as = await unprivileged();
  const data = join(folder, "data");
  const password = randomBytes(16).toString("hex");
  const port = await holdPort();
  await initialise(`${bin}/initdb`, { data, password, as });
  const url = `postgres://${USER}:${password}@${HOST}:${port}/postgres`;
  const options = { listen_addresses: HOST, port, unix_socket_directories: "", ...settings };
  const args = ["-D", data, ...Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`])];

  let running;

  async function start() {
    // After a kill, the last of its processes may still use the files for a moment.
    const until = Date.now() + START_MS;
    for (;;) {
      running = begin(`${bin}/postgres`, args, as);
      if (await answers(url, running, until)) return;
      if (Date.now() > until) {
        await stop();
        throw new Error(`PostgreSQL does not start:\n${running.output()}`);
      }
      await sleep(200);
    }
  }

  async function kill(signal) {
    running.child.kill(signal);
    await running.waitFor(running.ended);
  }

  async function stop() {
    await kill("SIGINT"); // fast shutdown: it does not wait for clients
    remove();
  }

  await start();
  return { url, createDatabase: () => createDatabase(url), stop, kill, start, pid: () => running.child.pid };
}

/** PostgreSQL refuses to run as root. Debian's package creates a user for it. */
async function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag) => Number((await run("id", [flag, "postgres"])).stdout);
  return { uid: await id("-u"), gid: await id("-g") };
}

async function initialise(initdb, { data, password, as }) {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const passwordFile = join(data, "..", "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (as.uid !== undefined) for (const path of [join(data, ".."), data, passwordFile]) chownSync(path, as.uid, as.gid);
  const args = [
    "-D",
    data,
    "-U",
    USER,
    "-A",
    "scram-sha-256",
    `--pwfile=${passwordFile}`,
    "-E",
    "UTF8",
    "--no-locale",
    "--no-sync",
  ];
  await run(initdb, args, { ...as, cwd: data });
  rmSync(passwordFile);
}

/** After SIGQUIT, PostgreSQL frees its shared memory. */
function begin(postgres, args, as) {
  const begun = launch(postgres, args, { ...as, cwd: "/", stdio: ["ignore", "ignore", "pipe"] }, "SIGQUIT");
  let text = "";
  begun.child.stderr.on("data", (chunk) => (text = (text + chunk).slice(-10_000)));
  return { ...begun, output: () => text };
}

/** Waits until it accepts connections. Resolves to false if it ends before. */
async function answers(url, { ended }, until) {
  let hasEnded = false;
  ended.then(() => (hasEnded = true));
  while (!hasEnded && Date.now() < until) {
    if (await withClient(url, (client) => client.query("select 1")).catch(() => null)) return true;
    await sleep(50);
  }
  return false;
}

async function createDatabase(url) {
  const name = `countersign_${randomBytes(8).toString("hex")}`;
  await withClient(url, (client) => client.query(`create database ${name}`));
  const database = new URL(url);
  database.pathname = `/${name}`;
  return database.href;
}

async function dropDatabase(url, database) {
  const name = new URL(database).pathname.slice(1);
  await withClient(url, (client) => client.query(`drop database if exists ${name} with (force)`));
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {}); // the query reports it
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
