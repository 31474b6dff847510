// How long a handler waits: for a body, for the rest of one that it has refused, for `onEvent`.

/**
 * How much of a refused body is thrown away before the answer, and for how long. A sender that is cut off while it sends
 * may lose the answer, and with it the connection on which its next delivery would have come.
 */
export const DRAIN = { bytes: 8_388_608, seconds: 1 };

/** What engines take at most: a longer time would be none. */
const MOST_MS = 2 ** 31 - 1;

/** Calls back after so many seconds; returns a function that calls it off. */
export function after(seconds, act) {
  const timer = setTimeout(act, Math.min(seconds * 1_000, MOST_MS));
  return () => clearTimeout(timer);
}

/** Settles as a promise does; rejects with what `late` returns when that takes longer. Without a time it may take forever. */
export function within(seconds, promise, late) {
  if (seconds === undefined) return promise;
  return new Promise((resolve, reject) => {
    const callOff = after(seconds, () => reject(late()));
    promise.then(resolve, reject).finally(callOff);
  });
}
