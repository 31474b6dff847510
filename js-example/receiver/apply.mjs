/**
 * Applies what an event reports, each part of it once: deliveries are repeated by the provider, and can be replayed by
 * whoever has seen one.
 *
 * The set stands for a table with a unique key. In production the key is inserted in the same transaction as the effect,
 * and kept for longer than the provider goes on retrying; a Worker needs D1 or a Durable Object for it, because isolates
 * share no memory.
 *
 * @param {import("../receiver.mjs").Event} event
 * @param {Set<string>} applied the keys of everything applied so far
 * @returns {"applied" | "duplicate" | "unrecognized"}
 */
export function apply(event, applied) {
  if (event.kind === "unrecognized") return "unrecognized";

  const parts = event.kind === "batch" ? [...event.orders, ...event.trackings] : [event];
  const fresh = parts.filter((part) => !applied.has(keyOf(part)));
  for (const part of fresh) {
    // The effect goes here. Deliveries also overtake each other: provider.supersedes(next, previous) tells which one counts.
    applied.add(keyOf(part));
  }
  return parts.length > 0 && fresh.length === 0 ? "duplicate" : "applied";
}

// Two reward events may report one transaction, and its points must be booked once.
function keyOf(part) {
  return part.transactionKey ?? part.dedupeKey;
}
