import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { launch } from "./process.mjs";

const KEPT_LINES = 60;
const KILL_AFTER_MS = 15_000;

/**
 * A server in its own process group, so that its children (workerd, esbuild) end with it.
 */
export class Child {
  #launched;
  #output = [];
  #listeners = new Set();
  #streams;

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {{ env: Record<string, string | undefined>, cwd?: string }} options
   */
  constructor(command, args, { env, cwd }) {
    this.#launched = launch(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    this.isEnded = false;
    /** Resolves, with the reason, when the process has ended. */
    this.ended = this.#launched.ended.then(({ code, signal, error }) => {
      this.isEnded = true;
      return error?.message ?? `exit ${signal ?? code}`;
    });
    const { stdout, stderr } = this.#launched.child;
    this.#streams = [stdout, stderr];
    for (const stream of this.#streams) {
      createInterface({ input: stream }).on("line", (line) => this.#read(stripVTControlCharacters(line)));
    }
  }

  get pid() {
    return this.#launched.child.pid;
  }

  /** The last lines the server wrote. */
  get output() {
    return this.#output.join("\n");
  }

  /** Resolves to the first value of `read` that is not null. Rejects if the server ends before. */
  async line(read) {
    const found = new Promise((resolve) => {
      const listener = (line) => {
        const value = read(line);
        if (value === null) return;
        this.#listeners.delete(listener);
        resolve(value);
      };
      this.#listeners.add(listener);
    });
    const ended = this.ended.then((reason) => {
      throw new Error(`ended before it was ready (${reason})\n${this.output}`);
    });
    return this.#launched.waitFor(Promise.race([found, ended]));
  }

  /** Reads nothing more of what the server writes: its pipes fill up. */
  pauseOutput() {
    for (const stream of this.#streams) stream.pause();
  }

  /** Closes the pipes that the server writes to. */
  hangUp() {
    for (const stream of this.#streams) stream.destroy();
  }

  /** Sends a signal to the server alone. */
  signal(name) {
    this.#launched.child.kill(name);
  }

  /** Asks the server to end, which should end its children first, and kills what is left of the group. */
  async stop() {
    this.#launched.child.kill("SIGTERM");
    const timer = setTimeout(() => this.#launched.signalAll("SIGKILL"), KILL_AFTER_MS);
    const reason = await this.#launched.waitFor(this.ended);
    clearTimeout(timer);
    return reason;
  }

  /** Ends the server and its children as `kill -9` does: nothing is told, nothing is finished. */
  async kill() {
    this.#launched.signalAll("SIGKILL");
    await this.#launched.waitFor(this.ended);
  }

  #read(line) {
    this.#output.push(line);
    if (this.#output.length > KEPT_LINES) this.#output.shift();
    for (const listener of this.#listeners) listener(line);
  }
}
