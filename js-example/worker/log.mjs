/**
 * One line of JSON for each thing worth knowing. Bodies, headers and URLs stay out of it: a URL holds a token, and a body
 * may hold anything.
 */
export const log = {
  info: (message, fields) => console.log(line("info", message, fields)),
  warn: (message, fields) => console.warn(line("warn", message, fields)),
  error: (message, fields) => console.error(line("error", message, fields)),
};

function line(level, msg, { error, ...fields } = {}) {
  return JSON.stringify({
    level,
    msg,
    ...fields,
    ...(error && { error: error.message ?? String(error), stack: error.stack }),
  });
}
