// isendu's confirmation of the URL discloses the API's secret: it closes by itself, at every process at once.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { startConfirmation } from "../../node/ingest/confirmation.mjs";
import { createHooks } from "../../node/ingest/hooks.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { log, withDatabase } from "../support/database.mjs";
import { onEachDatabase } from "../support/databases.mjs";
import { SECRETS, isenduBatch } from "../support/deliveries.mjs";
import { post, until } from "../support/server.mjs";

const CREDENTIALS = { keyId: "0123456789abcdef0123456789abcdef", secret: "api-secret-1" };
const MINUTE = 60_000;
const OFTEN = { log, everyMs: 5 };

/** As if that much time had gone by. */
const later = ({ db }, ms) =>
  db
    .updateTable("confirmation")
    .set(({ eb }) => ({ open_until: eb("open_until", "-", ms) }))
    .execute();

const isOpen = (confirmation) => confirmation.credentials() !== null;

onEachDatabase(
  "two processes answer it for 15 minutes after a start, and after the operator's click at one of them",
  (env) =>
    withDatabase(env, async (database) => {
      const one = await startConfirmation(CREDENTIALS, database, OFTEN);
      await later(database, 14 * MINUTE);
      const other = await startConfirmation(CREDENTIALS, database, OFTEN);
      try {
        assert.deepEqual(other.credentials(), CREDENTIALS);
        await later(database, 14 * MINUTE);
        assert.ok(isOpen(one) && isOpen(other), "the second start has opened it again, for both");
        const time = await one.openUntil();
        assert.ok(time !== null);
        assert.equal(await other.openUntil(), time, "both say the same, however often");
        assert.equal(await one.openUntil(), time);

        await later(database, MINUTE);
        await until(() => !isOpen(one) && !isOpen(other), "it to be closed");
        assert.deepEqual([await one.openUntil(), await other.openUntil()], [null, null]);

        const before = Date.now();
        await one.open();
        assert.ok(isOpen(one), "the process that was clicked at answers at once");
        await until(() => isOpen(other), "the other process to see it");
        // The operator's page can be the other process's.
        const ends = [await one.openUntil(), await other.openUntil()].map((time) => Date.parse(time) - 15 * MINUTE);
        for (const end of ends) assert.ok(end > before - 1_000 && end < Date.now() + 1_000, `${end - before}`);
      } finally {
        await one.stop();
        await other.stop();
      }
    }),
);

onEachDatabase("a process whose machine's clock is an hour off keeps to the database's", (env) =>
  withDatabase(env, async (database) => {
    const { now } = Date;
    Date.now = () => now() + 60 * MINUTE;
    const confirmation = await startConfirmation(CREDENTIALS, database, OFTEN);
    try {
      assert.ok(isOpen(confirmation));
      Date.now = () => now() - 60 * MINUTE;
      await later(database, 15 * MINUTE);
      await until(() => !isOpen(confirmation), "it to be closed");
    } finally {
      Date.now = now;
      await confirmation.stop();
    }
  }),
);

test("while the database is away it stays open, and closes in time", async (t) => {
  let passed = 0;
  t.mock.method(performance, "now", () => passed);
  let isAway = false;
  let looks = 0;
  const answer = async () => {
    looks += 1;
    if (isAway) throw new Error("the connection broke");
    return { ms: 15 * MINUTE };
  };
  const query = new Proxy({}, { get: (_, name) => (/^execute/.test(name) ? answer : () => query) });
  const db = { insertInto: () => query, selectFrom: () => query };
  const confirmation = await startConfirmation(CREDENTIALS, { db, reader: db, engine: { now: 0 } }, OFTEN);
  isAway = true;
  const seen = looks;
  await until(() => looks > seen + 1, "it to be looked up");
  passed = 15 * MINUTE - 1;
  assert.ok(isOpen(confirmation));
  passed += 1;
  assert.ok(!isOpen(confirmation));
  await confirmation.stop();
});

test("a database that is away at the start leaves it closed, and deliveries are taken", async () => {
  const fail = async () => {
    throw new Error("the connection broke");
  };
  const query = new Proxy({}, { get: (_, name) => (/^execute/.test(name) ? fail : () => query) });
  const db = { insertInto: () => query, selectFrom: () => query };
  const confirmation = await startConfirmation(CREDENTIALS, { db, reader: db, engine: { now: 0 } }, OFTEN);
  assert.ok(!isOpen(confirmation));
  await assert.rejects(confirmation.open(), /the connection broke/);
  await confirmation.stop();
});

onEachDatabase(
  "a handler answers it while it is open, and 404 afterwards",
  (env) =>
    withDatabase(env, async (database) => {
      const confirmation = await startConfirmation(CREDENTIALS, database, OFTEN);
      const around = { log, metrics: createMetrics(), store: null, confirmation };
      const hooks = createHooks({ providers: { isendu: { urlToken: SECRETS.ISENDU_URL_TOKEN } } }, around);
      const server = createServer(hooks.get("isendu")).listen(0, "127.0.0.1");
      await once(server, "listening");
      const url = `http://127.0.0.1:${server.address().port}`;
      const confirm = async () => (await post(url, isenduBatch({ keyId: CREDENTIALS.keyId }))).status;
      try {
        assert.equal(await confirm(), 200);
        await later(database, 15 * MINUTE);
        await until(async () => (await confirm()) === 404, "it to be closed");
        await confirmation.open();
        assert.equal(await confirm(), 200);
      } finally {
        await confirmation.stop();
        server.close();
      }
    }),
  ["sqlite"],
);
