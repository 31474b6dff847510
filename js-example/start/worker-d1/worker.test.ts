// Runs the Worker in workerd with a new database, and sends it genuine and forged deliveries.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fixture } from "countersign/testing";

const token = "tok_5f2c9d7e41b84a06";
const body = fixture("reward.balance.credit_points_issued");
const wrangler = join(import.meta.dirname, "node_modules/wrangler/bin/wrangler.js");

test("an event is stored once and its credit is booked once; a forged one is not stored", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "reward-"));
  const options = { cwd: import.meta.dirname, env: { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false" } };
  const onDatabase = (...args: string[]) =>
    spawnSync(process.execPath, [wrangler, "d1", ...args, "--local", "--persist-to", folder], { ...options, encoding: "utf8" });
  assert.equal(onDatabase("migrations", "apply", "DB").status, 0);

  const args = ["dev", "--port", "0", "--inspector-port", "0", "--persist-to", folder, "--var", `REWARD_URL_TOKEN:${token}`];
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
  const deliver = async (to: string) => (await fetch(`${origin}/hooks/reward/${to}`, { method: "POST", body })).status;

  assert.deepEqual([await deliver(token), await deliver(token), await deliver("tok_forged_0123456789")], [200, 200, 401]);

  const sql = "SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM credits) AS credits";
  const { stdout } = onDatabase("execute", "DB", "--json", "--command", sql);
  assert.deepEqual(JSON.parse(stdout)[0].results, [{ events: 1, credits: 1 }]);
});
