// Reads a scheme from a file.

import { custom } from "countersign";
import { toText } from "../requests/bytes.js";
import { usage } from "./exit.js";
import { readBytes } from "./files.js";
import { harmless } from "./terminal.js";
import { attempt } from "./attempt.js";

/** Returns the position of a fault in JSON, from the engine's message. We don't show the message: the file may be the wrong one, with a key in it. */
function placeOf(text, { message }) {
  const [, at] = /position (\d+)/.exec(message) ?? [];
  if (at === undefined) return "";
  const lines = text.slice(0, Number(at)).split("\n");
  return ` (line ${lines.length}, column ${lines.at(-1).length + 1})`;
}

/** A parser of JSON, which finds a member that is there twice. The engine's parser takes the last one. */
const STRICT = custom({ name: "file", proof: "static", header: "x-file", body: "json" });

/** Returns the scheme in a file. */
export function readScheme(file) {
  const text = toText(readBytes(file));
  if (text === undefined) throw usage(`${file} is not UTF-8, so it is not a scheme`);
  const { error } = attempt(() => STRICT.parse(text));
  if (error?.code === "duplicate_key") throw usage(`${file}: the member ${harmless(error.path)} is there twice`);
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw usage(
      `${file} is not JSON${placeOf(text, error)}: a scheme is an object, as the page "Any other sender" shows`,
    );
  }
}
