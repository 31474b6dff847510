// OptOnDemand: its documentation, "Webhooks". The order itself has no public documentation, so it is only in the payload.

import { anyText, find, object, optional, required, sha256, text, textOrDigits } from "./fields.mjs";
import { instant } from "./times.mjs";

export const optondemand = {
  options: ["secret", "maxAgeSeconds", "maxFutureSeconds", "now"],
  needs: ["secret"],

  event(root, bytes) {
    const event = required(root, "event", anyText);
    const isOrder = event === "ORDER_STATUS_UPDATED" && object(find(root, "data")) !== null;
    return {
      kind: isOrder ? "ORDER_STATUS_UPDATED" : "unrecognized",
      event,
      timestampMs: instant(optional(root, "timestamp", text)),
      orderId: optional(root, "data.orderId", textOrDigits),
      dedupeKey: `optondemand:sha256:${sha256(bytes)}`,
    };
  },
};
