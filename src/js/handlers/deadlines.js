// How long a handler waits: for a body, for the rest of a refused body, for `onEvent`.

/**
 * How much of a refused body we read and discard before we answer, and for how long. A sender that is cut off while it sends
 * may lose the answer, and the connection that it would have used for its next delivery.
 */
export const DRAIN = { bytes: 8_388_608, seconds: 1 };

/** The bytes of refused bodies that all requests together may be discarding. */
const MOST_TOGETHER = 2 * DRAIN.bytes;
let together = 0;

/**
 * Reserves room to discard a body with this declared length. A body without one counts as the most that we discard. Returns a
 * function that ends the reservation. Returns undefined if there is no room: then we answer and close at once, because a crowd
 * without a secret must not keep the receiver busy with reading.
 */
export function reserve(contentLength) {
  const declared = Number(contentLength);
  const bytes = declared >= 0 && declared < DRAIN.bytes ? declared : DRAIN.bytes;
  if (together + bytes > MOST_TOGETHER) return undefined;
  together += bytes;
  let isHeld = true;
  return () => {
    if (isHeld) together -= bytes;
    isHeld = false;
  };
}

/** The longest timeout that engines support: they run a longer one at once. */
const MOST_MS = 2 ** 31 - 1;

/** Calls `act` after `seconds`. Returns a function that cancels it. */
export function after(seconds, act) {
  const timer = setTimeout(act, Math.min(seconds * 1_000, MOST_MS));
  return () => clearTimeout(timer);
}

/** Settles like `promise`, or rejects with `late()` after `seconds`. Without `seconds` there is no limit. */
export function within(seconds, promise, late) {
  if (seconds === undefined) return promise;
  return new Promise((resolve, reject) => {
    const callOff = after(seconds, () => reject(late()));
    promise.then(resolve, reject).finally(callOff);
  });
}
