import { spawn } from "node:child_process";
import { keep } from "./caretaker.mjs";
import { signalGroup } from "./caretaker/leftovers.mjs";

/**
 * Starts a process at the head of a group of its own. It ends with this process at the latest, and does not keep this one
 * from ending: use `waitFor` to wait for something of it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 * @param {NodeJS.Signals} [lastSignal] what ends it when this process ends
 */
export function launch(command, args, options, lastSignal = "SIGKILL") {
  const child = spawn(command, args, { ...options, detached: true });
  const handles = [child, child.stdout, child.stderr].filter(Boolean);
  for (const handle of handles) handle.unref();

  const { pid } = child;
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, error }));
    child.once("exit", (code, signal) => resolve({ code, signal, error: null }));
  });
  if (pid !== undefined) {
    const forget = keep("process", { pid, signal: lastSignal });
    // What it has started must not outlive it.
    child.once("exit", () => {
      signalGroup(pid, "SIGKILL");
      forget();
    });
  }

  let waiting = 0;
  return {
    child,
    /** Resolves when it has ended, or was not started at all. */
    ended,
    /** Waits for a promise, and keeps this process from ending meanwhile. */
    async waitFor(promise) {
      if (waiting === 0) for (const handle of handles) handle.ref();
      waiting += 1;
      try {
        return await promise;
      } finally {
        waiting -= 1;
        if (waiting === 0) for (const handle of handles) handle.unref();
      }
    },
    /** Sends a signal to it and to what it has started. */
    signalAll(signal) {
      if (pid !== undefined && child.exitCode === null && child.signalCode === null) signalGroup(pid, signal);
    },
  };
}
