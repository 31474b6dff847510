import { accepted, refused, unreadable } from "./expect.mjs";
import { FORGED, KEYS } from "../../lab/simulator/keys.mjs";

const TRUST = "url-token";
const path = `/hooks/reward/${KEYS.reward.urlToken[0]}`;

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
    expect: accepted(TRUST, "applied", {
      stored: ["trigger_event.created user:ca9bb5c2-25a6-43e9-972e-862d28241a47 applied"],
    }),
  },
  {
    name: "credit",
    title: "balance.credit_points_issued",
    path,
    body: credit,
    expect: accepted(TRUST, "applied", { stored: ["balance.credit_points_issued tx:TX-PLACEHOLDER applied"] }),
  },
  {
    name: "replayed",
    title: "the same bytes again",
    path,
    body: trigger,
    after: "trigger",
    expect: accepted(TRUST, "duplicate", { duplicates: 1 }),
  },
  {
    name: "earlier-trigger",
    title: "an earlier trigger of that user: not superseded",
    path,
    body: trigger.replace("2024-12-14", "2024-12-13").replace("291c", "291b"),
    after: "trigger",
    expect: accepted(TRUST, "applied", {
      stored: ["trigger_event.created user:ca9bb5c2-25a6-43e9-972e-862d28241a47 applied"],
    }),
  },
  {
    name: "same-transaction",
    title: "a second event about one transaction",
    path,
    body: credit.replace("80syb", "80syc"),
    after: "credit",
    expect: accepted(TRUST, "duplicate", { stored: ["balance.credit_points_issued tx:TX-PLACEHOLDER superseded"] }),
  },
  {
    name: "unknown-event",
    title: "an unknown event",
    path,
    body: trigger.replace("trigger_event.created", "balance.expired").replace("291c", "291d"),
    expect: accepted(TRUST, "unrecognized", { stored: ["unrecognized applied"] }),
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
    manner: "chunked",
    expect: refused(413, "body_too_large"),
  },
];
