import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";

const KEPT_LINES = 40;
const KILL_AFTER_MS = 3_000;

/**
 * A server in a process group of its own, so that its children (workerd, esbuild) end with it.
 */
export class Child {
  #process;
  #output = [];
  #entries = new Map();
  #waiting = new Map();

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {Record<string, string | undefined>} env
   */
  constructor(command, args, env) {
    this.#process = spawn(command, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    /** Resolves, with the reason, when the process has ended. */
    this.ended = new Promise((resolve) => {
      this.#process.once("error", (error) => resolve(error.message));
      this.#process.once("exit", (code, signal) => resolve(`exit ${signal ?? code}`));
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      createInterface({ input: stream }).on("line", (line) => this.#read(stripVTControlCharacters(line)));
    }
    process.once("exit", () => this.#killGroup());
  }

  /** The last lines the server wrote. */
  get output() {
    return this.#output.join("\n");
  }

  /** Returns the log entry of a delivery, null when none comes in time. */
  entry(delivery, timeoutMs) {
    if (this.#entries.has(delivery)) return Promise.resolve(this.#entries.get(delivery));
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), timeoutMs);
      this.#waiting.set(delivery, (entry) => {
        clearTimeout(timer);
        resolve(entry);
      });
    });
  }

  /** Asks the server to end, which should end its children first, and kills what is left of the group. */
  async stop() {
    this.#process.kill("SIGTERM");
    const timer = setTimeout(() => this.#killGroup(), KILL_AFTER_MS);
    await this.ended;
    clearTimeout(timer);
    this.#killGroup();
  }

  #killGroup() {
    if (this.#process.pid === undefined) return;
    try {
      process.kill(-this.#process.pid, "SIGKILL");
    } catch {
      // the group is gone already
    }
  }

  #read(line) {
    this.#output.push(line);
    if (this.#output.length > KEPT_LINES) this.#output.shift();

    const entry = parseEntry(line);
    if (!entry) return;
    this.#entries.set(entry.delivery, entry);
    this.#waiting.get(entry.delivery)?.(entry);
  }
}

function parseEntry(line) {
  if (!line.startsWith('{"delivery":')) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
