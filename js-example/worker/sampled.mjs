/** How long what is the same is only counted. */
const EVERY_MS = 60_000;

/**
 * Returns a function that writes what strangers can cause: the first line of a kind at once, and then at most one a minute,
 * whose `count` says how many there were since the last one. Whoever has no secret does not decide how long the log gets.
 *
 * A Worker has no timer between requests, so that what is counted is told with the next of its kind, by each instance.
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
