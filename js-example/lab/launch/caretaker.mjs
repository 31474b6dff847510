// Processes and folders of tests and tools must not outlive them. At its end, this process cleans them up itself. If it is
// killed, a second process does so: the caretaker.

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
 * Registers a resource that must end with this process.
 *
 * @param {"process" | "disk" | "folder"} kind
 * @param {unknown} value the resource, as caretaker/leftovers.mjs expects it
 * @returns {() => void} call it when the resource has ended
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

/** The caretaker is not in this process's group, so a signal from the terminal does not reach it. */
function start() {
  const child = spawn(process.execPath, [WATCH], { detached: true, stdio: ["pipe", "ignore", "inherit"] });
  child.unref();
  child.stdin.unref();
  // Without the caretaker, the resources are still cleaned up when this process ends by itself.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  return child;
}
