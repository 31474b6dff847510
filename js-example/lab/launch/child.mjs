import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { launch } from "./process.mjs";

const KEPT_LINES = 60;
const KILL_AFTER_MS = 15_000;

/**
 * A server in a process group of its own, so that its children (workerd, esbuild) end with it.
 */
export class Child {
  #launched;
  #output = [];
  #listeners = new Set();

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
    for (const stream of [stdout, stderr]) {
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

  /** Resolves to what `read` returns for the first line for which that is not null; rejects when the server ends before. */
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
