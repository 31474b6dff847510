// Starts the server on a free port with a new database, and sends it genuine and forged deliveries.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { fixture, optondemand } from "countersign/testing";

const secret = "whsec_test_0123456789abcdef";
const body = fixture("optondemand.ORDER_STATUS_UPDATED");

test("an event is stored once and its work is done once; a forged one is not stored", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "optondemand-"));
  const env = { ...process.env, PORT: "0", DATABASE_FILE: join(folder, "events.db"), OPTONDEMAND_SECRET: secret };
  const server = spawn(process.execPath, ["server.ts"], { cwd: import.meta.dirname, env, stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });
  const [, port] = /"port":(\d+)/.exec(String(await new Promise((resolve) => server.stdout.once("data", resolve)))) ?? [];
  const deliver = (key: string) =>
    fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, headers: optondemand.sign(body, { secret: key }) });

  assert.deepEqual([(await deliver(secret)).status, (await deliver(secret)).status, (await deliver("forged")).status], [200, 200, 401]);

  const db = new DatabaseSync(env.DATABASE_FILE);
  const count = (sql: string) => db.prepare(sql).get()?.count;
  while (count("SELECT count(*) AS count FROM events WHERE event IS NOT NULL") !== 0) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(count("SELECT count(*) AS count FROM events"), 1);
  assert.equal(count("SELECT count(*) AS count FROM orders"), 1);
  db.close();
});
