// Which of two events about the same thing counts: what the types say of `supersedes` and `latest`, and the README of each
// provider.

const isMissing = (value) => value === null || value === undefined;
const isLater = (next, previous) => (isMissing(next) || isMissing(previous) || next === previous ? null : next > previous);

/** Tells whether two events are about the same thing, which they are not where the first name is missing. */
const areAlike = (next, previous, ...names) => !isMissing(next[names[0]]) && names.every((name) => next[name] === previous[name]);

/** Of the time in a zone that nobody documents, a text that sorts as the time does. */
const sortable = (time) =>
  time && ["year", "month", "day", "hour", "minute", "second"].map((part) => String(time[part]).padStart(4, "0")).join();

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

  reward(next, previous) {
    if (!areAlike(next, previous, "userId", "transactionId")) return null;
    // Where the times do not tell, the ids do: each begins with the time of its making (a TypeID, UUID version 7).
    const isTold = isMissing(next.timeMs) || next.timeMs !== previous.timeMs;
    return isTold ? isLater(next.timeMs, previous.timeMs) : isLater(next.id, previous.id);
  },

  xoxoday: (next, previous) =>
    areAlike(next, previous, "orderId") ? isLater(sortable(next.sentAt), sortable(previous.sentAt)) : null,
};

/** Tells whether `latest` may keep an item of a list: no other supersedes it, nor does a later one that is as good. */
export function mayStay(item, items) {
  const isSuperseded = (one) => items.some((other) => SUPERSEDES.isendu(other, one) === true);
  const cannotBeTold = (other) => SUPERSEDES.isendu(other, item) === null && SUPERSEDES.isendu(item, other) === null;
  const later = items.slice(items.indexOf(item) + 1).filter(({ uuid }) => uuid === item.uuid);
  return !isSuperseded(item) && !later.some((other) => cannotBeTold(other) && !isSuperseded(other));
}
