// Which of two events about the same thing counts: what the types say of `supersedes` and `latest`, and the guide of each
// provider.

const isMissing = (value) => value === null || value === undefined;
const isLater = (next, previous) =>
  isMissing(next) || isMissing(previous) || next === previous ? null : next > previous;

/** Tells whether two events are about the same thing, which they are not where its name is missing. */
const areAlike = (next, previous, name) => !isMissing(next[name]) && next[name] === previous[name];

/** Of the time in a zone that nobody documents, a text that sorts as the time does. */
const sortable = (time) =>
  time &&
  ["year", "month", "day", "hour", "minute", "second"].map((part) => String(time[part]).padStart(4, "0")).join();

/** isendu's standard flow ends in these two. */
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

  // What a user sets off happens each time anew; only a transaction has a state.
  reward(next, previous) {
    if (!areAlike(next, previous, "transactionId")) return null;
    // Where the times do not tell, the ids do: each begins with the time of its making (a TypeID, UUID version 7).
    const isTold = isMissing(next.timeMs) || next.timeMs !== previous.timeMs;
    return isTold ? isLater(next.timeMs, previous.timeMs) : isLater(next.id, previous.id);
  },

  xoxoday: (next, previous) =>
    areAlike(next, previous, "orderId") ? isLater(sortable(next.sentAt), sortable(previous.sentAt)) : null,
};

/**
 * Of the items about each thing, the newest: of those that no other supersedes, the last one, unless it is known not to be
 * newer than one before it.
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
