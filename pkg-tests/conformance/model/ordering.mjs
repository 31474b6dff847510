// Which of two events about the same object is newer: `supersedes` and `latest`, by their types and the guides of the providers.

const isMissing = (value) => value === null || value === undefined;
const isLater = (next, previous) =>
  isMissing(next) || isMissing(previous) || next === previous ? null : next > previous;

/** Tells whether two events are about the same object. Without its id they are not. */
const areAlike = (next, previous, name) => !isMissing(next[name]) && next[name] === previous[name];

/** Converts a local date-time into a text with the same order. */
const sortable = (time) =>
  time &&
  ["year", "month", "day", "hour", "minute", "second"].map((part) => String(time[part]).padStart(4, "0")).join();

/** The final statuses of isendu's standard flow. */
const FINAL = ["delivered", "returned"];

function trackingSupersedes(next, previous) {
  const later = isLater(next.latestStepMs, previous.latestStepMs);
  if (FINAL.includes(previous.status) && next.status !== previous.status && later !== true) return false;
  return next.latestStepMs === previous.latestStepMs ? isLater(next.steps.length, previous.steps.length) : later;
}

export const SUPERSEDES = {
  isendu(next, previous) {
    if (!areAlike(next, previous, "uuid")) return null;
    return "steps" in next ? trackingSupersedes(next, previous) : isLater(next.updatedMs, previous.updatedMs);
  },

  optondemand: (next, previous) =>
    areAlike(next, previous, "orderId") ? isLater(next.timestampMs, previous.timestampMs) : null,

  // A trigger event is a new occurrence each time. Only a transaction has a state.
  reward(next, previous) {
    if (!areAlike(next, previous, "transactionId")) return null;
    // If the times are equal, the ids decide: each starts with its creation time (a TypeID, UUID version 7).
    const isTold = isMissing(next.timeMs) || next.timeMs !== previous.timeMs;
    return isTold ? isLater(next.timeMs, previous.timeMs) : isLater(next.id, previous.id);
  },

  xoxoday: (next, previous) =>
    areAlike(next, previous, "orderId") ? isLater(sortable(next.sentAt), sortable(previous.sentAt)) : null,
};

/**
 * Returns the newest item of each object: the last one that no other item supersedes, unless it is known to be no newer than an
 * earlier one.
 */
export function latest(items) {
  const newest = new Map(items.map(({ uuid }) => [uuid, null]));
  const isSuperseded = (item) => items.some((other) => SUPERSEDES.isendu(other, item) === true);
  for (const item of items.filter((each) => !isSuperseded(each))) {
    const kept = newest.get(item.uuid);
    if (kept === null || SUPERSEDES.isendu(item, kept) !== false) newest.set(item.uuid, item);
  }
  return [...newest.values()];
}
