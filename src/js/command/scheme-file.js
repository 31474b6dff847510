// Reads a scheme from a file.

import { toText } from "../requests/bytes.js";
import { usage } from "./exit.js";
import { readBytes } from "./files.js";

/** Returns the position of a fault in JSON, from the engine's message. We don't show the message: the file may be the wrong one, with a key in it. */
function placeOf(text, { message }) {
  const [, at] = /position (\d+)/.exec(message) ?? [];
  if (at === undefined) return "";
  const lines = text.slice(0, Number(at)).split("\n");
  return ` (line ${lines.length}, column ${lines.at(-1).length + 1})`;
}

/** Returns the scheme in a file. */
export function readScheme(file) {
  const text = toText(readBytes(file));
  if (text === undefined) throw usage(`${file} is not UTF-8, so it is no scheme`);
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw usage(
      `${file} is not JSON${placeOf(text, error)}: a scheme is an object, as the page "Any other sender" shows`,
    );
  }
}
