import { storableKey } from "./storable.mjs";

/**
 * A unit is stored, worked on and replayed as one: an event, or one order or tracking of an isendu batch.
 *
 * @typedef {object} Unit
 * @property {"isendu" | "optondemand" | "reward" | "xoxoday"} provider
 * @property {string} kind the event's kind; of an isendu batch `order`, `tracking`, or `batch` where it has no elements
 * @property {string} subject what it is about: units of one provider and subject are applied one after the other
 * @property {string} dedupeKey unique: a unit with a known one is a duplicate
 * @property {object} event what `supersedes` of its provider takes; JSON holds all of it
 */

/** @type {Record<string, (event: object) => string | null>} what an event of a known kind is about */
const SUBJECTS = {
  ORDER_STATUS_UPDATED: ({ orderId }) => orderId,
  "order.delivery_status": ({ orderId }) => orderId,
  "trigger_event.created": ({ userId }) => `user:${userId}`,
  "balance.credit_points_issued": ({ transactionId }) => `tx:${transactionId}`,
};

/**
 * Returns the units of a received event. An isendu batch has one for each order and tracking, because each has a
 * `dedupeKey` of its own and the same order comes in many batches; a batch without any is stored as it is. A confirmation
 * has none: it is answered, and tells nothing.
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
