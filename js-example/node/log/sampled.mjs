/** For this long, lines of one kind are only counted. */
const EVERY_MS = 60_000;

/**
 * Returns a function that logs what strangers can cause: the first line of a kind at once, and the others of a minute as
 * one line with their count. Senders without a secret decide neither the length of the log nor its levels.
 *
 * @param {import("pino").Logger} log
 * @param {{ everyMs?: number }} [options]
 * @returns {(fields: Record<string, string>, msg: string) => void} the fields and the message together are the kind: they
 *   must be of a few values, none of which was sent
 */
export function createSampled(log, { everyMs = EVERY_MS } = {}) {
  const counts = new Map();

  function tell(kind, fields, msg, count) {
    log.warn({ ...fields, count }, msg);
    counts.set(kind, 0);
    const end = () => {
      const since = counts.get(kind);
      if (since > 0) tell(kind, fields, msg, since);
      else counts.delete(kind);
    };
    setTimeout(end, everyMs).unref();
  }

  return (fields, msg) => {
    const kind = JSON.stringify([msg, fields]);
    if (counts.has(kind)) counts.set(kind, counts.get(kind) + 1);
    else tell(kind, fields, msg, 1);
  };
}
