/** After the first line of a kind, further ones are only counted for this long. */
const EVERY_MS = 60_000;

/**
 * Returns a function that logs messages that strangers can cause. It writes the first message of a kind at once, and then at
 * most one a minute. `count` is the number of messages since the last line. So a sender without the secret cannot flood the log.
 *
 * A Worker has no timer between requests. So each instance reports its count with the next message of the same kind.
 *
 * @param {(msg: string, fields: object) => void} write
 * @param {() => number} [now] milliseconds since 1970
 * @returns {(msg: string, fields?: object, more?: object) => void} the message and the fields are the kind: they need a small
 *   set of values, and never values that were sent. `more` is also written
 */
export function sampled(write, now = Date.now) {
  const kinds = new Map();
  return (msg, fields = {}, more = {}) => {
    const kind = JSON.stringify([msg, fields]);
    const known = kinds.get(kind);
    if (known && now() - known.at < EVERY_MS) {
      known.count += 1;
      return;
    }
    kinds.set(kind, { at: now(), count: 0 });
    write(msg, { ...fields, ...more, count: 1 + (known?.count ?? 0) });
  };
}
