// What tests and tools have started and made does not outlive them: when this process ends it is ended and removed here, and
// by a second process, the caretaker, when this one is killed.

import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ENDS, removeFolder } from "./caretaker/leftovers.mjs";

const WATCH = fileURLToPath(new URL("caretaker/watch.mjs", import.meta.url));

const kept = new Set();
let caretaker;

/**
 * Takes note of something that has to end with this process.
 *
 * @param {"process" | "disk" | "folder"} kind
 * @param {unknown} value what caretaker/leftovers.mjs ends
 * @returns {() => void} what to call once it has ended
 */
export function keep(kind, value) {
  const each = { kind, value };
  if (kept.size === 0) process.once("exit", endAll);
  kept.add(each);
  tell(true, each);
  return () => {
    if (!kept.delete(each)) return;
    if (kept.size === 0) process.off("exit", endAll);
    tell(false, each);
  };
}

/**
 * Makes a temporary folder.
 *
 * @param {string} prefix of its name
 * @param {string} [where]
 * @returns {{ folder: string, remove: () => void }}
 */
export function makeFolder(prefix, where = tmpdir()) {
  const folder = mkdtempSync(join(where, prefix));
  const forget = keep("folder", folder);
  const remove = () => {
    removeFolder(folder);
    forget();
  };
  return { folder, remove };
}

function endAll() {
  for (const [kind, end] of Object.entries(ENDS)) {
    for (const each of kept) if (each.kind === kind) end(each.value);
  }
}

function tell(isThere, { kind, value }) {
  caretaker ??= start();
  caretaker.stdin.write(`${JSON.stringify([isThere, kind, value])}\n`);
}

/** It is no member of this process's group, so that a signal from the terminal passes it by. */
function start() {
  const child = spawn(process.execPath, [WATCH], { detached: true, stdio: ["pipe", "ignore", "inherit"] });
  child.unref();
  child.stdin.unref();
  // Without it, what is kept is still ended when this process ends by itself.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  return child;
}
