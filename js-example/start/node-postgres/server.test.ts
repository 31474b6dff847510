// Starts the server on a free port, and sends it genuine and forged deliveries. DATABASE_URL must name an empty database.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { xoxoday } from "countersign/testing";
import pg from "pg";

const apiKey = "a1p2z5b7v68b9112234";
const order = (deliveryStatus: string, second: number) =>
  JSON.stringify({ id: 7, data: { orderId: 26663453, deliveryStatus }, createdAt: `2024-02-07 12:27:0${second}` });

test("an order that returns to a status is news, and each status pays once; a forged delivery is not stored", async (t) => {
  const env = { ...process.env, PORT: "0", XOXODAY_API_KEY: apiKey };
  const server = spawn(process.execPath, ["server.ts"], { cwd: import.meta.dirname, env, stdio: ["ignore", "pipe", "inherit"] });
  const db = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await db.connect();
  t.after(async () => {
    server.kill("SIGKILL");
    await db.end();
  });
  const [, port] = /"port":(\d+)/.exec(String(await new Promise((resolve) => server.stdout.once("data", resolve)))) ?? [];
  const deliver = async (body: string, key = apiKey) =>
    (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, headers: xoxoday.sign(body, { apiKey: key }) })).status;

  const news = [order("delivered", 1), order("canceled", 2), order("delivered", 3)];
  for (const body of [...news, ...news]) assert.equal(await deliver(body), 200);
  assert.equal(await deliver(order("canceled", 4), "forged-key-0123456789"), 401);

  const count = async (sql: string) => Number((await db.query(`SELECT count(*) FROM ${sql}`)).rows[0].count);
  while ((await count("events WHERE event IS NOT NULL")) !== 0) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(await count("events"), 3);
  assert.equal(await count("claims"), 2);
  const { rows } = await db.query("SELECT event FROM orders");
  assert.deepEqual(rows.map(({ event }) => JSON.parse(event).sentAt.second), [3]);
});
