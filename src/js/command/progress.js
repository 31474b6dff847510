// Shows the progress of a long search.

import { note } from "./terminal.js";

/** The milliseconds before the first message, and between two messages. */
const AFTER = 1000;

/** Returns a function for `onProgress`. */
export function progress(now = Date.now) {
  let last = now();
  return ({ macs, bytes }) => {
    if (now() - last < AFTER) return;
    last = now();
    note(`searching: ${macs} MACs, ${Math.round(bytes / 1e6)} MB so far; Ctrl-C stops`);
  };
}
