import { sampled } from "./sampled.mjs";

/**
 * Writes one line of JSON for each message. Never pass bodies, headers or URLs: a URL has a token, and a body may contain
 * anything.
 */
const all = {
  info: (message, fields) => console.log(line("info", message, fields)),
  warn: (message, fields) => console.warn(line("warn", message, fields)),
  error: (message, fields) => console.error(line("error", message, fields)),
};

/** Use `log.sampled` for messages that strangers can cause. */
export const log = { ...all, sampled: { warn: sampled(all.warn), error: sampled(all.error) } };

function line(level, msg, { error, ...fields } = {}) {
  return JSON.stringify({
    level,
    msg,
    ...fields,
    ...(error && { error: error.message ?? String(error), stack: error.stack }),
  });
}
