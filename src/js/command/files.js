// Reads files and standard input.

import { readFileSync } from "node:fs";
import { toLatin1, toText } from "../requests/bytes.js";
import { io } from "./exit.js";

const REASONS = { ENOENT: "there is no such file", EACCES: "it may not be read", EISDIR: "it is a folder" };

/** Returns the bytes of a file, or of standard input for `-`. */
export function readBytes(file) {
  try {
    return new Uint8Array(readFileSync(file === "-" ? 0 : file));
  } catch (error) {
    if (file === "-" && error.code === "EOF") return new Uint8Array();
    throw io(`${file === "-" ? "standard input" : file}: ${REASONS[error.code] ?? error.message}`);
  }
}

/** Returns the text of a file. */
export function readText(file) {
  const bytes = readBytes(file);
  return toText(bytes) ?? toLatin1(bytes);
}
