/** After the first line of a kind, further ones are only counted for this long. */
const EVERY_MS = 60_000;

/**
 * Returns a function that logs messages that strangers can cause: the first of a kind at once, and then one line a minute with
 * the count. So a sender without the secret cannot flood the log.
 *
 * @param {import("pino").Logger} log
 * @param {{ everyMs?: number }} [options]
 * @returns {(fields: Record<string, string>, msg: string) => void} the fields and the message are the kind: they need a small set
 *   of values, and never values that were sent
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
