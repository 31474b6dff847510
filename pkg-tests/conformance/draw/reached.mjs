// Counts the outcomes that drawn inputs reach. A test proves nothing about an outcome that never occurs.

import assert from "node:assert/strict";
import { providers } from "../../support/files.mjs";
import { ORDER_STATUSES, TRACKING_STATUSES } from "../model/isendu.mjs";

/** Counts outcomes, and asserts that all expected ones occurred. */
export function tally() {
  const counts = new Map();
  return {
    add(...reached) {
      for (const one of reached) counts.set(one, (counts.get(one) ?? 0) + 1);
    },
    assertReached(context, expected) {
      const rising = expected.map((one) => [counts.get(one) ?? 0, one]).sort(([one], [other]) => one - other);
      context.diagnostic(`${expected.length} kinds of outcomes, the rarest ${rising[0].join(" times ")}`);
      assert.deepEqual(
        rising.filter(([count]) => count === 0).map(([, one]) => one),
        [],
        "these were not reached",
      );
    },
  };
}

/** Returns the traits of an outcome: the code of an error, or for each field its word, or whether it is null. */
export const traits = (name, { value, error }) => (error ? [`${name} ${error.code}`] : new Set(traitsOf(value, name)));

const WORDS = /\.(kind|status|rejected\.code)$/;

function* traitsOf(value, path) {
  const isItself = value === null || typeof value === "boolean" || WORDS.test(path);
  if (!Array.isArray(value)) yield `${path} ${isItself ? value : /:sha256:/.test(value) ? "hash" : "set"}`;
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name !== "payload") yield* traitsOf(inner, Array.isArray(value) ? path : `${path}.${name}`);
  }
}

const of = (path, names, words = ["null", "set"]) =>
  names.flatMap((name) => words.map((word) => `${path}.${name} ${word}`));
const CODES = [
  "body_too_large",
  "invalid_utf8",
  "invalid_json",
  "too_deep",
  "duplicate_key",
  "not_object",
  "wrong_type",
];
const STATES = [...Object.values(TRACKING_STATUSES), "unrecognized"];
const STEP = [
  "atMs",
  "datetime",
  "timezone",
  "description",
  "location",
  "statusText",
  "error",
  "error.code",
  "error.message",
];

/** The traits that bodies must reach: each code, each kind, each status, and each field both null and set. */
export const BODY_TRAITS = [
  ...providers.flatMap((name) => CODES.map((code) => `${name} ${code}`)),
  ...["optondemand", "reward", "xoxoday"].map((name) => `${name} missing_field`),
  ...of("isendu", ["kind"], ["confirmation", "batch", "unrecognized"]),
  ...of("isendu", ["rejected.code"], ["missing_field", "wrong_type"]),
  ...of("isendu.orders", ["status"], [...ORDER_STATUSES, "unrecognized"]),
  ...of("isendu.orders", ["statusText", "updatedMs", "createdMs", "storeOrderId"]),
  ...of("isendu.orders", ["trackingNumbers"], ["set"]),
  ...of("isendu.trackings", ["status", "steps.status"], STATES),
  ...of("isendu.trackings", ["statusText", "trackingNumber", "trackingUrl", "delivered", "latestStepMs"], ["null"]),
  ...of("isendu.trackings", ["statusText", "trackingNumber", "trackingUrl", "latestStepMs"], ["set"]),
  ...of("isendu.trackings", ["delivered", "isDelivered"], ["true", "false"]),
  ...of("isendu.trackings.steps", STEP),
  ...of("optondemand", ["kind"], ["ORDER_STATUS_UPDATED", "unrecognized"]),
  ...of("optondemand", ["timestampMs", "orderId"]),
  ...of("reward", ["kind"], ["trigger_event.created", "balance.credit_points_issued", "unrecognized"]),
  ...of("reward", ["timeMs", "idTimeMs", "value", "valueText"]),
  ...of("xoxoday", ["kind"], ["order.delivery_status", "unrecognized"]),
  ...of("xoxoday", ["status"], ["delivered", "canceled", "unrecognized"]),
  ...of("xoxoday", ["dedupeKey"], ["hash", "set"]),
  ...of("xoxoday", ["poNumber", "orderedAt", "sentAt"]),
];
