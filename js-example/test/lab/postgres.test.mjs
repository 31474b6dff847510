import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import pg from "pg";
import { makeFolder } from "../../lab/launch/caretaker.mjs";
import { startPostgres } from "../../lab/launch/postgres.mjs";

async function query(url, text) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test("a private PostgreSQL is killed, started again with its committed data, and removed", async () => {
  const { folder } = makeFolder("countersign-postgres-");
  const cluster = await startPostgres({ folder });
  try {
    const url = await cluster.createDatabase();
    await query(url, "create table kept (value text); insert into kept values ('here')");
    await assert.rejects(query(url.replace(/:[0-9a-f]+@/, ":wrong@"), "select 1"), /password/);
    await cluster.kill("SIGKILL");
    await assert.rejects(query(url, "select 1"));
    await cluster.start();
    assert.deepEqual(await query(url, "select value from kept"), [{ value: "here" }]);
  } finally {
    await cluster.stop();
  }
  assert.equal(existsSync(folder), false);
});
