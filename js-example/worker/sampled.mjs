/** For this long, lines of one kind are only counted. */
const EVERY_MS = 60_000;

/**
 * Returns a function that writes what strangers can cause: the first line of a kind at once, and then at most one a minute,
 * whose `count` says how many there were since the last one. Senders without a secret do not decide the length of the log.
 *
 * A Worker has no timer between requests. So each instance writes a count with the next line of its kind.
 *
 * @param {(msg: string, fields: object) => void} write
 * @param {() => number} [now] milliseconds since 1970
 * @returns {(msg: string, fields?: object, more?: object) => void} the message and the fields are the kind: they must be of a
 *   few values, none of which was sent. `more` is written too
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
