// Writes results to standard output and notes to standard error, with colours only on a terminal.

/** Tells whether a stream shows colours (https://no-color.org, https://force-color.org). */
export function hasColours(stream, env = process.env) {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0";
  return stream.isTTY === true && env.TERM !== "dumb";
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

/** Returns a function that colours a text for a stream. */
const painter = (stream) => (colour, text) => (hasColours(stream) ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text);

export const paint = painter(process.stdout);

/** Writes a line of the result. */
export const say = (text) => process.stdout.write(`${text}\n`);

/** Writes a note. */
export const note = (text) => process.stderr.write(`${painter(process.stderr)("dim", text)}\n`);

/** Writes a result as JSON. */
export const sayJson = (value) => say(JSON.stringify(value, null, 2));

/** Escapes the control characters in a text, so that it can't change the terminal. */
export const harmless = (text) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: we search for them
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (found) => JSON.stringify(found).slice(1, -1));
