import { spawn } from "node:child_process";
import { keep } from "./caretaker.mjs";
import { signalGroup } from "./caretaker/leftovers.mjs";

/**
 * Starts a process in a new group. It ends with this process at the latest. It does not keep this process running: use
 * `waitFor` to wait for it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 * @param {NodeJS.Signals} [lastSignal] sent to it when this process ends
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
    // Its own children must not outlive it.
    child.once("exit", () => {
      signalGroup(pid, "SIGKILL");
      forget();
    });
  }

  let waiting = 0;
  return {
    child,
    /** Resolves when it has ended, or could not be started. */
    ended,
    /** Waits for a promise, and keeps this process running meanwhile. */
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
    /** Sends a signal to the process and its children. */
    signalAll(signal) {
      if (pid !== undefined && child.exitCode === null && child.signalCode === null) signalGroup(pid, signal);
    },
  };
}
