import { storableKey } from "./storable.mjs";

/**
 * We store, work on and replay one unit at a time: an event, or one order or tracking of an isendu batch.
 *
 * @typedef {object} Unit
 * @property {"isendu" | "optondemand" | "reward" | "xoxoday"} provider
 * @property {string} kind the event's kind. Units of an isendu batch: `order` or `tracking`, or `batch` if it is empty
 * @property {string} subject units of the same provider and subject are applied one after the other
 * @property {string} dedupeKey unique: a second unit with the same key is a duplicate
 * @property {object} event the argument for the provider's `supersedes`; it survives JSON
 */

/** @type {Record<string, (event: object) => string | null>} the subjects of the known kinds */
const SUBJECTS = {
  ORDER_STATUS_UPDATED: ({ orderId }) => orderId,
  "order.delivery_status": ({ orderId }) => orderId,
  "trigger_event.created": ({ userId }) => `user:${userId}`,
  "balance.credit_points_issued": ({ transactionId }) => `tx:${transactionId}`,
};

/**
 * Returns the units of a received event. An isendu batch has one for each order and tracking, because each has its own
 * `dedupeKey`, and one order can be in many batches. An empty batch is one unit. A confirmation has no unit: we only answer
 * it.
 *
 * @param {{ provider: Unit["provider"], kind: string, dedupeKey: string }} event
 * @returns {Unit[]}
 */
export function unitsOf(event) {
  if (event.kind === "confirmation") return [];
  if (event.kind === "batch" && event.orders.length + event.trackings.length > 0) {
    return [
      ...event.orders.map((order) => unit(event.provider, "order", `order:${order.uuid}`, order)),
      ...event.trackings.map((tracking) => unit(event.provider, "tracking", `tracking:${tracking.uuid}`, tracking)),
    ];
  }
  return [unit(event.provider, event.kind, SUBJECTS[event.kind]?.(event) ?? event.dedupeKey, event)];
}

function unit(provider, kind, subject, event) {
  return { provider, kind, subject: storableKey(subject), dedupeKey: storableKey(event.dedupeKey), event };
}
