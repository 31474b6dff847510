// The Node example's database and store, without a server.

import { reward } from "countersign";
import { openDatabase } from "../../node/database.mjs";
import { createStore } from "../../node/ingest/store.mjs";
import { createLog } from "../../node/log.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { createQueries } from "../../node/operator/queries.mjs";
import { unitsOf } from "../../shared/ledger/units.mjs";

export const log = createLog("silent");

/**
 * Runs a test with an open database, a function that stores receipts, and the operator's queries.
 *
 * @param {Record<string, string>} env of support/databases.mjs
 * @param {(database: import("../../node/database.mjs").OpenDatabase, put: (receipt: object) => Promise<object>, queries: ReturnType<typeof createQueries>) => Promise<void>} run
 */
export async function withDatabase(env, run) {
  const config = { url: env.DATABASE_URL ?? null, file: env.DATABASE_FILE, connections: 10, waitMs: 10_000 };
  const database = await openDatabase(config, log);
  const store = createStore(database, { timeoutMs: 60_000 }, { log, metrics: createMetrics(), onStored: () => {} });
  try {
    return await run(database, (receipt) => store.put(receipt), createQueries(database));
  } finally {
    await database.close();
  }
}

/** A receipt of a body, like the handlers make one. */
export function receiptOf(provider, document, { trust = "url-token", receivedAt = Date.now() } = {}) {
  const body = Buffer.from(JSON.stringify(document));
  const event = { ...provider.parse(body), trust };
  return {
    provider: event.provider,
    trust,
    receivedAt,
    sha256: body.toString("hex").slice(0, 200),
    body,
    units: unitsOf(event),
    unreadable: event.rejected ?? [],
  };
}

/** A receipt of a credit: points for a user. */
export const creditReceipt = (number, { amount = 10, userId = "u", ...rest } = {}) =>
  receiptOf(
    reward,
    {
      id: `we_${number}`,
      type: "balance.credit_points_issued",
      data: { user: { id: userId }, transaction: { id: `T${number}`, amount } },
    },
    rest,
  );
