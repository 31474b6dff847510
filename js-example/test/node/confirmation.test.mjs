// isendu's confirmation of the URL discloses the API's secret: it closes by itself.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { createConfirmation } from "../../node/ingest/confirmation.mjs";
import { createHooks } from "../../node/ingest/hooks.mjs";
import { createLog } from "../../node/log.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { SECRETS, isenduBatch } from "../support/deliveries.mjs";
import { post } from "../support/server.mjs";

const CREDENTIALS = { keyId: "0123456789abcdef0123456789abcdef", secret: "api-secret-1" };
const MINUTE = 60_000;

test("a confirmation is answered for 15 minutes after the start, and after the operator's click", async () => {
  let now = 1_000_000;
  const confirmation = createConfirmation(CREDENTIALS, () => now);
  const around = { log: createLog("silent"), metrics: createMetrics(), store: null, confirmation };
  const hooks = createHooks({ providers: { isendu: { urlToken: SECRETS.ISENDU_URL_TOKEN } } }, around);
  const server = createServer(hooks.get("isendu")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const confirm = async () => (await post(url, isenduBatch({ keyId: CREDENTIALS.keyId }))).status;
  try {
    assert.equal(await confirm(), 200);
    now += 15 * MINUTE - 1;
    assert.equal(await confirm(), 200);
    now += 1;
    assert.equal(await confirm(), 404);
    assert.equal(confirmation.openUntil(), null);
    confirmation.open();
    assert.equal(await confirm(), 200);
    now += 15 * MINUTE;
    assert.equal(await confirm(), 404);
  } finally {
    server.close();
  }
});
