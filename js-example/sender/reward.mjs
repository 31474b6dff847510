import { accepted, refused, unreadable } from "./expect.mjs";
import { FORGED, REWARD } from "./keys.mjs";

const TRUST = "url-token";
const path = `/hooks/reward/${REWARD.urlToken}`;

const trigger =
  '{"id":"we_01jf2wkmvcfw6ts1qmgzya291c","type":"trigger_event.created","time":"2024-12-14T15:29:18.821Z","data":{"user":{"id":"ca9bb5c2-25a6-43e9-972e-862d28241a47"},"value":2.99,"trigger":{"id":"successful_payment"}}}';
const credit =
  '{"id":"we_01jf2z4wrwfnw9mhhn2qa80syb","type":"balance.credit_points_issued","time":"2024-12-14T16:13:41.100Z","data":{"user":{"id":"user123"},"transaction":{"id":"TX-PLACEHOLDER","amount":100}}}';

export const rewardDeliveries = [
  {
    name: "trigger",
    title: "trigger_event.created",
    path,
    body: trigger,
    expect: accepted(TRUST, "applied", "trigger successful_payment, value 2.99"),
  },
  {
    name: "credit",
    title: "balance.credit_points_issued",
    path,
    body: credit,
    expect: accepted(TRUST, "applied", "credit TX-PLACEHOLDER, amount 100"),
  },
  {
    name: "replayed",
    title: "the same bytes again",
    path,
    body: trigger,
    after: "trigger",
    expect: accepted(TRUST, "duplicate", "trigger successful_payment, value 2.99"),
  },
  {
    name: "same-transaction",
    title: "a second event for one transaction",
    path,
    body: credit.replace("80syb", "80syc"),
    after: "credit",
    expect: accepted(TRUST, "duplicate", "credit TX-PLACEHOLDER, amount 100"),
  },
  {
    name: "unknown-event",
    title: "an unknown event",
    path,
    body: trigger.replace("trigger_event.created", "balance.expired"),
    expect: accepted(TRUST, "unrecognized", "balance.expired"),
  },
  {
    name: "wrong-token",
    title: "forged: wrong URL token",
    path: `/hooks/reward/${FORGED.urlToken}`,
    body: credit,
    expect: refused(401, "mismatch"),
  },
  {
    name: "no-token",
    title: "forged: no URL token",
    path: "/hooks/reward/",
    body: credit,
    expect: refused(404, "not_found"),
  },
  {
    name: "malformed",
    title: "malformed JSON",
    path,
    body: trigger.slice(0, -1),
    expect: unreadable(TRUST, "invalid_json"),
  },
  {
    name: "oversized",
    title: "2 MiB, length not declared",
    path,
    body: trigger.padEnd(2 * 1_048_576),
    chunked: true,
    expect: refused(413, "body_too_large"),
  },
];
