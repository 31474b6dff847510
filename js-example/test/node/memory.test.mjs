// Deliveries that wait to be stored wait as text. Their parsed events take several times as much memory, which nobody counts.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createHooks } from "../../node/ingest/hooks.mjs";
import { createStore } from "../../node/ingest/store.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { creditReceipt, log } from "../support/database.mjs";
import { SECRETS, rewardCredit } from "../support/deliveries.mjs";
import { until } from "../support/server.mjs";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");
/** Some rounds are enough. The engine promises no number. */
const ROUNDS = 100;

/** A store whose transactions wait until the test ends, and the names of its parsed events that have left the memory. */
function storeThatWaits(t) {
  const gone = new Set();
  const registry = new FinalizationRegistry((name) => gone.add(name));
  const engine = { storeLanes: 1, isTransient: () => false, isRefusal: () => false };
  let end;
  const ended = new Promise((resolve) => (end = resolve));
  t.after(end);
  const transaction = async () => {
    await ended;
    return { get: ({ units }) => ({ stored: units.length, duplicates: 0 }) };
  };
  const around = { log, metrics: createMetrics(), onStored: () => {} };
  const store = createStore({ engine, transaction }, { timeoutMs: 2 ** 30 }, around);
  let taken = 0;
  return {
    put(received) {
      taken += 1;
      registry.register(received.units[0].event, taken);
      return store.put(received);
    },
    taken: () => taken,
    async gone(count) {
      for (let round = 0; round < ROUNDS && gone.size < count; round += 1) {
        await yieldToOthers();
        collectGarbage();
      }
      return [...gone].sort();
    },
    end,
  };
}

test("the store keeps no parsed event: neither of a receipt in a transaction, nor of one that waits", async (t) => {
  const store = storeThatWaits(t);
  const puts = [1, 2, 3].map((number) => store.put(creditReceipt(number)));
  assert.deepEqual(await store.gone(3), [1, 2, 3]);
  store.end();
  assert.deepEqual(await Promise.all(puts), Array(3).fill({ stored: 1, duplicates: 0 }));
});

test("a request that waits for the store keeps no parsed event", async (t) => {
  const store = storeThatWaits(t);
  const providers = { reward: { urlToken: SECRETS.REWARD_URL_TOKEN } };
  const handle = createHooks({ providers }, { store, log, metrics: createMetrics() }).get("reward");
  const server = createServer(handle).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const answers = [1, 2, 3].map(async (number) => {
    const { path, body } = rewardCredit(`we_${number}`, "u", `T${number}`, 10);
    return (await fetch(`${url}${path}`, { method: "POST", body })).status;
  });
  await until(() => store.taken() === 3, "the deliveries to be taken");
  assert.deepEqual(await store.gone(3), [1, 2, 3]);
  store.end();
  assert.deepEqual(await Promise.all(answers), [200, 200, 200]);
});
