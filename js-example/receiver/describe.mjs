/**
 * Says in one line what an event means, for a log: ids and states, but no names, addresses or user ids.
 *
 * @param {import("../receiver.mjs").Event} event
 * @returns {string}
 */
export function describe(event) {
  switch (event.kind) {
    case "order.delivery_status":
      return `order ${event.orderId} ${event.status}, id ${event.deliveryId}`;
    case "ORDER_STATUS_UPDATED":
      return event.orderId === null ? "order status" : `order ${event.orderId} status`;
    case "batch":
      return [
        states("order", event.orders),
        states("tracking", event.trackings),
        event.rejected.length > 0 ? `${event.rejected.length} unreadable` : "",
      ]
        .filter(Boolean)
        .join(", ");
    case "confirmation":
      return "URL confirmation";
    case "trigger_event.created":
      return `trigger ${event.triggerId}, value ${event.valueText ?? "none"}`;
    case "balance.credit_points_issued":
      return `credit ${event.transactionId}, amount ${event.amountText}`;
    default:
      return clip(event.event ?? event.type ?? "unknown shape");
  }
}

function states(what, items) {
  return items.map((item) => `${what} ${item.status}`).join(", ");
}

function clip(text) {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
