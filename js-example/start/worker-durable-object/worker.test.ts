// Runs the Worker in workerd with new storage, and sends it genuine and forged deliveries.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { fixture } from "countersign/testing";

const token = "tok_5f2c9d7e41b84a06";
const batch = fixture("isendu.batch");
const wrangler = join(import.meta.dirname, "node_modules/wrangler/bin/wrangler.js");

test("a batch is stored once, with its orders and parcels; a forged one is not stored; the URL is confirmed while the key is set", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "isendu-"));
  const options = { cwd: import.meta.dirname, env: { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false" } };
  const variables = [`ISENDU_URL_TOKEN:${token}`, "ISENDU_KEY_ID:0123456789abcdef0123456789abcdef", "ISENDU_SECRET:api-secret-1"];
  const args = ["dev", "--port", "0", "--inspector-port", "0", "--persist-to", folder, ...variables.flatMap((each) => ["--var", each])];
  const worker = spawn(process.execPath, [wrangler, ...args], options);
  t.after(async () => {
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    worker.kill();
    await ended;
    rmSync(folder, { recursive: true });
  });
  const origin = await new Promise<string>((resolve, reject) => {
    let output = "";
    const read = (chunk: Buffer) => {
      output += chunk;
      const [found] = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(output) ?? [];
      if (found) resolve(found);
    };
    worker.stdout.on("data", read);
    worker.stderr.on("data", read);
    worker.once("exit", () => reject(new Error(output)));
  });
  const deliver = (to: string, body = batch) => fetch(`${origin}/hooks/isendu/${to}`, { method: "POST", body });

  const confirmation = await deliver(token, fixture("isendu.confirmation"));
  assert.deepEqual([confirmation.status, await confirmation.json()], [200, { response: "api-secret-1" }]);
  assert.deepEqual([(await deliver(token)).status, (await deliver(token)).status, (await deliver("tok_forged_0123456789")).status], [200, 200, 401]);

  const [file] = globSync(join(folder, "v3/do/*/*.sqlite")).filter((name) => !name.endsWith("metadata.sqlite"));
  const db = new DatabaseSync(String(file));
  const sql = "SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM items) AS items";
  assert.deepEqual({ ...db.prepare(sql).get() }, { events: 1, items: 2 });
  db.close();
});
