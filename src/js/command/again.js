// The command line to find the cause of a refusal, for copying into a shell.

import { CONFIG_OPTIONS } from "./keys.js";
import { REQUEST_OPTIONS } from "./request.js";

/** Quotes a word for a POSIX shell. */
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function wordsOf(name, { type, short }, value) {
  if (type === "boolean") return [`--${name}`];
  // A value that begins with a hyphen would be read as an option.
  if (value.startsWith("-")) return [`--${name}=${value}`];
  return [short === undefined ? `--${name}` : `-${short}`, value];
}

/** Returns the line that runs `diagnose` with the same options. Undefined after standard input, which can't be read again. */
export function diagnoseLine(file, options) {
  const inputs = [file, options.headers, options["secret-file"], options.dotenv, options["env-file"]];
  if (file === undefined || inputs.includes("-")) return undefined;
  const words = Object.entries({ ...REQUEST_OPTIONS, ...CONFIG_OPTIONS }).flatMap(([name, option]) =>
    [options[name] ?? []].flat().flatMap((value) => wordsOf(name, option, value)),
  );
  return ["npx countersign diagnose", ...[file.replace(/^-/, "./-"), ...words].map(quoted)].join(" ");
}
