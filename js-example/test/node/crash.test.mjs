import assert from "node:assert/strict";
import { test } from "node:test";
import { onEachDatabase } from "../support/databases.mjs";
import { rewardCredit } from "../support/deliveries.mjs";
import { startAll } from "../../lab/launch/start-all.mjs";
import { startPostgres } from "../../lab/launch/postgres.mjs";
import { operator, post, startServer, startServers, until, withServer, withServers } from "../support/server.mjs";

const USERS = 5;

const credits = (count) =>
  Array.from({ length: count }, (_, number) => rewardCredit(`we_${number}`, `u${number % USERS}`, `T${number}`, "1.5"));

/**
 * Sends each delivery until a server answers 200, like a provider does. The servers take turns.
 *
 * @param {object[]} deliveries
 * @param {() => string[]} urls returns the current servers
 * @param {{ at: number[], act: () => Promise<void>, allowed?: number[] }} [accident] `act` runs after each of these numbers of
 *   answers; `allowed` are the statuses that may occur
 */
async function sendAll(deliveries, urls, { at = [], act, allowed = [200, 503] } = {}) {
  const queue = [...deliveries.entries()];
  let answered = 0;
  let accidents = Promise.resolve();
  const send = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await until(() => deliver(...next), "a delivery to be taken");
      answered += 1;
      if (at.includes(answered)) accidents = accidents.then(act);
    }
  };
  let attempts = 0;
  const deliver = async (number, delivery) => {
    const known = urls();
    attempts += 1;
    const answer = await post(known[(number + attempts) % known.length], delivery).catch(() => null);
    if (answer) assert.ok(allowed.includes(answer.status), `answered ${answer.status}`);
    return answer?.status === 200;
  };
  await Promise.all(Array.from({ length: 16 }, send));
  await accidents;
}

/** Compares the server with the sender's books: each credit is booked once. */
async function assertExact(server, count) {
  const summary = await server.settled();
  const { stored, applied, superseded, dead, pending } = summary;
  assert.deepEqual(
    { stored, applied, superseded, dead, pending },
    { stored: count, applied: count, superseded: 0, dead: 0, pending: 0 },
  );
  const ledger = await server.ledger();
  for (let user = 0; user < USERS; user += 1) {
    const own = count / USERS;
    const [state, , events] = ledger[`reward balance:u${user}`];
    assert.deepEqual([state, events], [String(own * 1.5), own]);
  }
  assert.equal(Object.keys(ledger).length, count + USERS);
}

onEachDatabase("a server that is killed several times stores and books each delivery once", async (env) => {
  const COUNT = 250;
  await withServers([env], async (servers) => {
    const restart = async () => {
      await servers[0].end("SIGKILL");
      servers[0] = await startServer(env);
    };
    await sendAll(credits(COUNT), () => [servers[0].url], { at: [40, 100, 175], act: restart });
    await assertExact(servers[0], COUNT);
  });
});

onEachDatabase("workers that are killed during their work book each delivery once", async (env) => {
  // More than elsewhere, so that half of the work is left at the second kill.
  const COUNT = 500;
  const roles = ["web", "worker", "worker"].map((ROLE) => ({ ...env, ROLE }));
  await withServers(roles, async (servers) => {
    const [web] = servers;
    const isSent = sendAll(credits(COUNT), () => [web.url]);
    for (const share of [0.2, 0.5]) {
      await until(async () => (await web.summary()).applied >= share * COUNT, "some of the work to be done");
      await Promise.all(servers.slice(1).map((worker) => worker.end("SIGKILL")));
      servers.splice(1, 2, ...(await startServers(roles.slice(1))));
    }
    await isSent;
    await assertExact(web, COUNT);
  });
});

onEachDatabase("several processes with one database store the same deliveries once", async (env) => {
  const COUNT = 250;
  await withServers([env, env, env], async (servers) => {
    const urls = servers.map(({ url }) => url);
    const same = credits(COUNT);
    // Each server gets all deliveries, one of them in reverse order.
    await Promise.all(urls.map((url, index) => sendAll(index === 1 ? same.toReversed() : same, () => [url])));
    await assertExact(servers[0], COUNT);
    assert.equal((await servers[1].summary()).duplicates, 2 * COUNT);
  });
});

/** Runs a test with its own PostgreSQL, which it may kill. */
async function withCluster(run) {
  const cluster = await startPostgres({ settings: { max_connections: "40" } });
  try {
    await run(cluster, { DATABASE_URL: await cluster.createDatabase() });
  } finally {
    await cluster.stop();
  }
}

test("the sender does not notice a short outage of PostgreSQL", () =>
  withCluster(async (cluster, database) => {
    const COUNT = 250;
    const env = { ...database, STORE_SECONDS: "60" };
    await withServers([env, env], async (servers) => {
      const restart = async () => {
        await cluster.kill("SIGKILL");
        const health = await fetch(`${servers[0].url}/healthz`);
        assert.ok([200, 503].includes(health.status)); // 200 is possible: the answer is cached for a moment
        await cluster.start();
      };
      await sendAll(credits(COUNT), () => servers.map(({ url }) => url), {
        at: [50, 150],
        act: restart,
        allowed: [200],
      });
      await assertExact(servers[1], COUNT);
      assert.equal(
        servers.every(({ child }) => child.exitCode === null),
        true,
      );
    });
  }));

test("without PostgreSQL a server is unhealthy, answers 503, and recovers", () =>
  withCluster((cluster, database) =>
    withServer({ ...database, STORE_SECONDS: "0.3" }, async (server) => {
      const isHealthy = async () => (await fetch(`${server.url}/healthz`)).status;
      assert.equal(await isHealthy(), 200);
      await cluster.kill("SIGKILL");
      const [credit, ...others] = credits(50);
      // PostgreSQL's child processes may live for a moment, and still commit.
      const refused = await until(async () => {
        const answer = await server.post(others.pop());
        return answer.status === 200 ? null : answer;
      }, "a delivery to be refused");
      assert.deepEqual(refused, { status: 503, text: "Service Unavailable\n" });
      await until(async () => (await isHealthy()) === 503, "the health check to fail");
      assert.equal(await operator(server.url, "/summary"), 503);

      await cluster.start();
      await until(async () => (await server.post(credit)).status === 200, "the delivery to be taken");
      await until(async () => (await isHealthy()) === 200, "the health check to succeed");
      const { applied, stored } = await server.settled();
      assert.equal(applied, stored);
      assert.equal((await server.ledger())["reward tx:T0"][2], 1);
    }),
  ));

test("a server waits for PostgreSQL to start, and gives up after a limit", () =>
  withCluster(async (cluster, env) => {
    await cluster.kill("SIGKILL");
    await assert.rejects(startServer({ ...env, DATABASE_WAIT_SECONDS: "0" }), (error) => {
      assert.match(error.message, /cannot start/);
      assert.ok(!error.message.includes(new URL(env.DATABASE_URL).password), "the log contains no password");
      return true;
    });
    const [server] = await startAll([() => startServer(env), cluster.start], async (started) =>
      started?.end("SIGKILL"),
    );
    assert.equal(await server.end(), 0);
  }));
