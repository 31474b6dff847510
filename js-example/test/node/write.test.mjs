// How one transaction writes several receipts, in their order of receipt.

import assert from "node:assert/strict";
import { optondemand, xoxoday } from "countersign";
import { unitsOf } from "../../shared/ledger/units.mjs";
import { openDatabase } from "../../node/database.mjs";
import { write } from "../../node/ingest/write.mjs";
import { createLog } from "../../node/log.mjs";
import { claim } from "../../node/jobs/claim.mjs";
import { work } from "../../node/jobs/apply.mjs";
import { onEachDatabase } from "../support/databases.mjs";

const log = createLog("silent");

function receiptOf(provider, document, trust) {
  const body = Buffer.from(JSON.stringify(document));
  const units = unitsOf(provider.parse(body));
  return {
    provider: units[0].provider,
    trust,
    receivedAt: 1,
    sha256: body.toString("hex"),
    body,
    units,
    unreadable: [],
  };
}

const undated = (status) =>
  receiptOf(optondemand, { event: "ORDER_STATUS_UPDATED", data: { orderId: 1, status } }, "signature");
const order = (deliveryStatus, second) =>
  receiptOf(
    xoxoday,
    { id: 7, createdAt: `2024-02-07 12:00:0${second}`, data: { orderId: 1, deliveryStatus } },
    "shared-secret",
  );

async function withDatabase(env, run) {
  const config = { url: env.DATABASE_URL ?? null, file: env.DATABASE_FILE, connections: 10, waitMs: 10_000 };
  const database = await openDatabase(config, log);
  try {
    return await run(database, (...receipts) =>
      database.transaction((transaction) => write(transaction, database.engine, receipts)),
    );
  } finally {
    await database.close();
  }
}

/** Writes receipts in transactions. Returns how each was counted, and the rows ordered by number. */
const written = (env, ...transactions) =>
  withDatabase(env, async ({ db }, put) => {
    const counted = [];
    for (const receipts of transactions) {
      const counts = await put(...receipts);
      counted.push(...receipts.map((receipt) => Object.values(counts.get(receipt)).join("/")));
    }
    const rows = await db
      .selectFrom("deliveries")
      .select(["dedupe_key", "duplicates", "body_sha256"])
      .orderBy("id")
      .execute();
    return { counted, rows };
  });

onEachDatabase("receipts in one transaction keep the order in which each came first", async (env) => {
  const [a, b, again, c] = [undated("A"), undated("B"), undated("A"), undated("C")];
  const { counted, rows } = await written(env, [a, b, again, c]);
  assert.deepEqual(counted, ["1/0", "1/0", "0/1", "1/0"]);
  assert.deepEqual(
    rows.map(({ dedupe_key, duplicates }) => [dedupe_key, duplicates]),
    [a, b, c].map(({ units: [{ dedupeKey }] }) => [dedupeKey, dedupeKey === a.units[0].dedupeKey ? 1 : 0]),
  );
});

onEachDatabase("an order that returns to a status within one transaction", async (env) => {
  const news = [
    order("delivered", 1),
    order("canceled", 2),
    order("delivered", 3),
    order("delivered", 3),
    order("canceled", 2),
  ];
  const { counted, rows } = await written(env, news, [news[2], order("canceled", 4), order("canceled", 4)]);
  assert.deepEqual(counted, ["1/0", "1/0", "1/0", "0/1", "0/1", "0/1", "1/0", "0/1"]);
  assert.deepEqual(
    rows.map(({ dedupe_key, duplicates }) => [dedupe_key, duplicates]),
    [
      ["xoxoday:delivered:1", 0],
      ["xoxoday:canceled:1", 1],
      ["again:20240207120003:xoxoday:delivered:1", 2],
      ["again:20240207120004:xoxoday:canceled:1", 1],
    ],
  );
  assert.equal(rows[2].body_sha256, news[2].sha256, "its own bytes are stored");
});

onEachDatabase("a status that is sent again during its work moves its time forward", (env) =>
  withDatabase(env, async (database, put) => {
    const states = async () =>
      (await database.db.selectFrom("deliveries").select("state").orderBy("id").execute()).map(({ state }) => state);
    const take = () => claim(database, { retried: false, leaseMs: 60_000 });
    // One repeat arrives between the claim and the work, another one after the work.
    await put(order("delivered", 1));
    const claimed = await take();
    await put(order("delivered", 3));
    await work(database, claimed);
    await put(order("canceled", 2));
    await work(database, await take());
    assert.deepEqual(await states(), ["applied", "superseded"]);
    await put(order("delivered", 6));
    await put(order("On Hold", 5));
    await work(database, await take());
    await put(order("On Hold", 7));
    await work(database, await take());
    assert.deepEqual(await states(), ["applied", "superseded", "superseded", "applied"]);
  }),
);
