// The basis that the ledger stores gives the same answers as the whole event.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isendu, optondemand, reward, xoxoday } from "countersign";
import { basisOf } from "../../shared/ledger/basis.mjs";

const read = (provider, documents) => documents.map((document) => provider.parse(JSON.stringify(document)));

const xoxodayOrders = () =>
  ["delivered", "canceled", "on hold"].flatMap((deliveryStatus) =>
    ["2024-02-07 12:25:45", "2024-02-07 12:25:46", "2025-01-01 00:00:00", "yesterday", null].flatMap((createdAt) =>
      [1, 2].map((orderId) => ({ id: 7, createdAt, data: { orderId, deliveryStatus, filler: "x".repeat(5_000) } })),
    ),
  );

const optondemandOrders = () =>
  ["ORDER_STATUS_UPDATED", "OTHER"].flatMap((event) =>
    ["2025-07-08T12:34:56Z", "2025-07-08T12:34:57Z", undefined, "?"].flatMap((timestamp) =>
      ["1", "2", undefined].map((orderId) => ({ event, timestamp, data: { orderId, filler: "x".repeat(5_000) } })),
    ),
  );

const rewardEvents = () =>
  ["balance.credit_points_issued", "trigger_event.created", "other"].flatMap((type) =>
    ["we_1", "we_2"].flatMap((id) =>
      ["2026-07-01T00:00:00Z", "2026-07-01T00:00:01Z", undefined].map((time) => ({
        id,
        type,
        time,
        data: {
          user: { id: "u" },
          transaction: { id: "T1", amount: 1 },
          trigger: { id: "paid" },
          filler: "x".repeat(5_000),
        },
      })),
    ),
  );

const isenduBatch = () => ({
  order: ["o-1", "o-2"].flatMap((uuid) =>
    ["2024-03-22T12:00:00Z", "2024-03-22T13:00:00Z", null].map((updated) => ({ uuid, status: "pending", updated })),
  ),
  tracking: ["t-1", "o-1"].flatMap((uuid) =>
    ["D", "R", "T", "?"].flatMap((status) =>
      [0, 1, 2, 700].map((count) => ({
        uuid,
        status,
        steps: Array.from({ length: count }, (_, step) => ({
          date: step % 2 ? "2024-03-22T12:00:00Z" : null,
          description: "x".repeat(100),
        })),
      })),
    ),
  ),
});

for (const [name, provider, makeEvents] of [
  ["xoxoday", xoxoday, () => read(xoxoday, xoxodayOrders())],
  ["optondemand", optondemand, () => read(optondemand, optondemandOrders())],
  ["reward", reward, () => read(reward, rewardEvents())],
  [
    "isendu",
    isendu,
    () => {
      const { orders, trackings } = isendu.parse(JSON.stringify(isenduBatch()));
      return [...orders, ...trackings];
    },
  ],
]) {
  test(`${name}: the basis gives the event's answers, and is short`, () => {
    const events = makeEvents();
    const kept = events.map((event) => JSON.parse(JSON.stringify(basisOf(event))));
    const answers = new Set();
    for (const [index, next] of events.entries()) {
      for (const [other, previous] of events.entries()) {
        const answer = provider.supersedes(next, previous);
        assert.equal(provider.supersedes(next, kept[other]), answer, `${index} and the basis of ${other}`);
        assert.equal(provider.supersedes(kept[index], kept[other]), answer, `the bases of ${index} and ${other}`);
        answers.add(answer);
      }
    }
    assert.equal(answers.size, 3, "yes, no, and unknown");
    for (const each of kept) assert.ok(JSON.stringify(each).length < 300, JSON.stringify(each));
  });
}
