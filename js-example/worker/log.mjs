import { sampled } from "./sampled.mjs";

/**
 * One line of JSON for each thing worth knowing. Bodies, headers and URLs stay out of it: a URL holds a token, and a body
 * may hold anything.
 */
const all = {
  info: (message, fields) => console.log(line("info", message, fields)),
  warn: (message, fields) => console.warn(line("warn", message, fields)),
  error: (message, fields) => console.error(line("error", message, fields)),
};

/** `log.sampled` is for what strangers can cause. */
export const log = { ...all, sampled: { warn: sampled(all.warn), error: sampled(all.error) } };

function line(level, msg, { error, ...fields } = {}) {
  return JSON.stringify({
    level,
    msg,
    ...fields,
    ...(error && { error: error.message ?? String(error), stack: error.stack }),
  });
}
