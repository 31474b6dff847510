// The simulator's account and the comparison. The books balance for a receiver that keeps its promises. Otherwise the comparison
// names the broken promise.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isenduBatches } from "../../lab/simulator/events/isendu.mjs";
import { NODE_ENV } from "../../lab/simulator/keys.mjs";
import { seeded } from "../../lab/simulator/random.mjs";
import { traffic } from "../../lab/simulator/traffic.mjs";
import { playAtMemory } from "../support/play.mjs";

const COUNT = 800;
const MOST_BODY_BYTES = Number(NODE_ENV.MAX_BODY_BYTES);
const total = (counts) => [...counts.values()].reduce((all, count) => all + count, 0);

for (const seed of [1, 2, 3]) {
  test(`the books of a correct receiver balance, seed ${seed}`, async () => {
    const { account, result } = await playAtMemory({ seed, count: COUNT });
    assert.deepEqual(result.examples, []);
    assert.equal(result.balanced, true);
    assert.deepEqual(account.wrongAnswers, []);
    assert.deepEqual([...account.counts.outcomes.keys()], ["taken"]);
    assert.equal(total(account.counts.sorts), COUNT + 1, "all were sent, and the confirmation before them");
    assert.equal(total(account.counts.answers), account.counts.sent);
  });
}

const FAULTS = [
  { fault: "loses", at: 1, found: "lost" },
  { fault: "loses", at: 400, found: "lost" },
  { fault: "doubles", at: 20, found: "doubled" },
  { fault: "applies twice", at: 30, found: "doubled" },
  { fault: "wrong entry", at: 60, found: "wrongLedger" },
  { fault: "stores forgeries", at: 10, found: "unexpected" },
  { fault: "drops unreadable", found: "wrongQuarantine" },
  { fault: "takes halves", found: "wrongQuarantine" },
  { fault: "forgets the newest", found: "wrongState" },
  { fault: "miscounts", at: 100, found: "wrongCount" },
  { fault: "takes news for a duplicate", found: "wrongLedger" },
  { fault: "skips what happened", at: 10, found: "wrongState" },
  { fault: "repeats effects", at: 1, found: "doubled" },
];
for (const { fault, at, found } of FAULTS) {
  test(`the comparison finds a receiver that ${fault} ${at ? `only at its opportunity ${at}` : "at every opportunity"}`, async () => {
    const { result } = await playAtMemory({ seed: 4, count: COUNT, fault, at });
    assert.equal(result.balanced, false);
    assert.ok(result.counts[found] > 0, `${found} in ${JSON.stringify(result)}`);
  });
}

test("the same seed sends the same bytes in the same order, and another seed sends others", () => {
  const text = (seed) =>
    [...traffic({ seed, count: 500 })].map(({ path, headers, body, manner }) => [
      path,
      headers,
      body.toString("hex"),
      manner,
    ]);
  assert.deepEqual(text(7), text(7));
  assert.notDeepEqual(text(7), text(8));
});

test("no batch is longer than the receivers accept", () => {
  const random = seeded(9);
  // Rare events, such as a long element, happen often here.
  const often = { ...random, chance: (share) => random.chance(share < 0.05 ? 0.5 : share) };
  for (let number = 0; number < 200; number += 1)
    for (const { body } of isenduBatches(often, number).flat()) assert.ok(body.length <= MOST_BODY_BYTES, body.length);
});

test("the traffic contains every kind of problem", () => {
  const messages = [...traffic({ seed: 5, count: 20_000 })];
  const share = (wanted) => messages.filter(wanted).length / messages.length;
  for (const sort of ["genuine", "duplicate", "forged", "refused", "unreadable", "unknown", "poison", "confirmation"]) {
    assert.ok(share((message) => message.sort === sort) > 0, sort);
  }
  for (const manner of ["plain", "chunked", "drip", "cut", "unheard"])
    assert.ok(share((message) => message.manner === manner) > 0, manner);
  for (const provider of ["xoxoday", "optondemand", "isendu", "reward"])
    assert.ok(share((message) => message.provider === provider) > 0.1, provider);
  assert.ok(
    messages.some(({ body }) => body.length > 500_000),
    "big bodies",
  );
  assert.ok(
    messages.some(({ body }) => body.length > 1_048_576),
    "bodies over the limit",
  );
  assert.ok(
    messages.some(({ body }) => body.includes("9007199254740993")),
    "numbers beyond 2^53",
  );
  assert.ok(
    messages.some(({ units }) => units.some(({ key }) => key.includes("\0"))),
    "ids with U+0000",
  );
  assert.ok(
    messages.some(({ after, sort }) => after && sort !== "duplicate"),
    "events that differ only by their order",
  );
  const units = new Set(messages.flatMap((message) => message.units));
  assert.ok([...units].filter(({ keys }) => keys).length > 50, "orders that return to a status");
  assert.ok([...units].filter(({ work }) => work === "occurrence").length > 500, "occurrences");
  const first = new Map(
    messages.filter(({ restamped }) => restamped).map(({ units: [{ key, rank }], body }) => [`${key} ${rank}`, body]),
  );
  const isRestamped = ({ sort, units: [unit], body }) =>
    sort === "duplicate" && unit && !body.equals(first.get(`${unit.key} ${unit.rank}`) ?? body);
  assert.ok(messages.filter(isRestamped).length > 20, "a status sent again with another time");
});

test("traffic of a single provider", () => {
  const providers = new Set(
    [...traffic({ seed: 6, count: 300, providers: ["reward"] })].map(({ provider }) => provider),
  );
  assert.deepEqual([...providers], ["reward"]);
});

test("a stranger's message is never in the account", async () => {
  const { account, view } = await playAtMemory({ seed: 9, count: COUNT });
  const answers = account.counts.answers;
  assert.ok(answers.get(401) > 20 && answers.get(404) > 0 && answers.get(405) > 0);
  assert.ok(![...account.units.keys()].some((key) => /forged/i.test(key)));
  assert.ok(!view.deliveries.some((row) => /forged/i.test(row.dedupeKey)));
});
