// Another process has locked SQLite's file. Requests that need it wait up to the limit, and other requests do not wait.

import assert from "node:assert/strict";
import Database from "better-sqlite3";
import { onEachDatabase } from "../support/databases.mjs";
import { xoxodayOrder } from "../support/deliveries.mjs";
import { until, withServer } from "../support/server.mjs";

onEachDatabase(
  "while the file is locked, requests without a query are answered first, and the others within the limit",
  (env) =>
    withServer({ ...env, STORE_SECONDS: "3", METRICS_PORT: "0" }, async (server) => {
      assert.equal((await server.post(xoxodayOrder(1, "delivered"))).status, 200);
      await server.settled();
      const other = new Database(env.DATABASE_FILE);
      other.exec("begin immediate");
      const order = [];
      const note = (name) => (answer) => order.push(`${name} ${answer.status}`);
      const stored = server.post(xoxodayOrder(2, "delivered")).then(note("stored"));
      // The transaction is waiting now.
      await until(async () => (await fetch(`${server.url}/nothing`)).status === 404, "the server to read");
      const forged = { ...xoxodayOrder(3, "delivered"), headers: { "x-api-key": "wrong" } };
      for (let time = 0; time < 3; time += 1) await server.post(forged).then(note("forged"));
      await server.operator("/summary").then(({ stored: count }) => order.push(`summary ${count}`));
      await fetch(`${server.metricsUrl}/metrics`).then(note("metrics"));
      await stored;
      assert.deepEqual(order, ["forged 401", "forged 401", "forged 401", "summary 1", "metrics 200", "stored 503"]);
      assert.equal((await fetch(`${server.url}/healthz`)).status, 503);

      other.exec("commit");
      other.close();
      await until(async () => (await server.post(xoxodayOrder(2, "delivered"))).status === 200, "it to be stored");
      await until(async () => (await fetch(`${server.url}/healthz`)).status === 200, "the server to be healthy");
      assert.equal((await server.settled()).applied, 2);
      assert.equal(await server.end(), 0);
    }),
  ["sqlite"],
);
