// The size of one call to an object. The platform accepts 32 MiB. These fake objects measure each call.

import assert from "node:assert/strict";
import { test } from "node:test";
import { serialize } from "node:v8";
import { storeGroups } from "../../worker/ingest/intake.mjs";

const MOST_BYTES = 32 * 1_048_576;

/** Fake objects that refuse a call that is too large, and store the units in their order. */
function objects() {
  const stored = {};
  const SUBJECTS = {
    getByName: (name) => ({
      async store(receipt) {
        const { length } = serialize(receipt);
        if (length > MOST_BYTES) throw new Error(`a call with ${length} bytes`);
        stored[name] ??= [];
        stored[name].push(receipt.units.map(({ dedupeKey }) => dedupeKey));
      },
    }),
  };
  return { env: { SUBJECTS }, stored };
}

const RECEIPT = { provider: "isendu", trust: "url-token", bodyIn: "batch" };
const units = (count, event, subject = "tracking:t-1") =>
  Array.from({ length: count }, (_, number) => ({ kind: "tracking", subject, dedupeKey: `key ${number}`, event }));
const keys = (count) => Array.from({ length: count }, (_, number) => `key ${number}`);

for (const [what, character] of [
  ["of one byte a character", "x"],
  ["of two bytes a character", "\u65e5"],
]) {
  test(`28 long events about one subject, ${what}, are stored by several calls, in their order`, async () => {
    const { env, stored } = objects();
    await storeGroups([units(28, character.repeat(1_850_000 / Buffer.byteLength(character)))], RECEIPT, env);
    const calls = stored["isendu/tracking:t-1"];
    assert.ok(calls.length > 1);
    assert.deepEqual(calls.flat(), keys(28));
  });
}

test("many short events about one subject are stored in one call", async () => {
  const { env, stored } = objects();
  await storeGroups([units(1_000, "{}")], RECEIPT, env);
  assert.deepEqual(stored, { "isendu/tracking:t-1": [keys(1_000)] });
});

test("units about several subjects are stored in the object of each subject", async () => {
  const { env, stored } = objects();
  await storeGroups([units(2, "{}", "order:o-1"), units(1, "{}", "order:o-2")], RECEIPT, env);
  assert.deepEqual(stored, { "isendu/order:o-1": [keys(2)], "isendu/order:o-2": [keys(1)] });
});

test("no call follows a failed one, so the order stays", async () => {
  const { env, stored } = objects();
  const { getByName } = env.SUBJECTS;
  let calls = 0;
  env.SUBJECTS.getByName = (name) => ({
    async store(receipt) {
      calls += 1;
      if (calls === 2) throw new Error("away");
      return getByName(name).store(receipt);
    },
  });
  await assert.rejects(storeGroups([units(28, "x".repeat(1_850_000))], RECEIPT, env), /away/);
  assert.equal(calls, 2);
  assert.equal(stored["isendu/tracking:t-1"].length, 1);
});
