// Xoxoday / Plum: its documentation, "Implementing Webhooks" and "Securing Webhooks".

import {
  anyText,
  find,
  identifier,
  lower,
  object,
  optional,
  required,
  sha256,
  text,
  textOrDigits,
  trimmed,
} from "./fields.mjs";
import { localDateTime } from "./times.mjs";

/** The pages write `delivered`, `Delivered`, `canceled` and `Canceled`; the rest of the API writes `Cancelled`. */
const STATUSES = { delivered: "delivered", canceled: "canceled", cancelled: "canceled" };

export const xoxoday = {
  options: ["apiKey", "acceptUnauthenticated"],
  needs: ["apiKey", "urlToken", "acceptUnauthenticated"],
  documentedIps: ["52.76.120.90"],

  event(root, bytes) {
    const data = object(find(root, "data"));
    if (!data?.members.has("orderId") || !data.members.has("deliveryStatus")) {
      return { kind: "unrecognized", dedupeKey: `xoxoday:sha256:${sha256(bytes)}` };
    }
    const deliveryId = required(root, "id", identifier);
    const orderId = required(root, "data.orderId", identifier);
    const statusText = required(root, "data.deliveryStatus", anyText);
    const spelled = lower(trimmed(statusText));
    const status = Object.hasOwn(STATUSES, spelled) ? STATUSES[spelled] : undefined;
    return {
      kind: "order.delivery_status",
      deliveryId,
      orderId,
      poNumber: optional(data, "poNumber", textOrDigits),
      status: status ?? "unrecognized",
      statusText,
      orderedAt: localDateTime(optional(data, "orderDate", text)),
      sentAt: localDateTime(optional(root, "createdAt", text)),
      // Unknown statuses all have the same name, so only the body distinguishes them.
      dedupeKey: status ? `xoxoday:${status}:${orderId}` : `xoxoday:sha256:${sha256(bytes)}`,
    };
  },
};
