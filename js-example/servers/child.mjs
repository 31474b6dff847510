import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";

const KEPT_LINES = 60;
const KILL_AFTER_MS = 15_000;

/**
 * A server in a process group of its own, so that its children (workerd, esbuild) end with it.
 */
export class Child {
  #process;
  #output = [];
  #listeners = new Set();

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {{ env: Record<string, string | undefined>, cwd?: string }} options
   */
  constructor(command, args, { env, cwd }) {
    this.#process = spawn(command, args, { env, cwd, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.isEnded = false;
    /** Resolves, with the reason, when the process has ended. */
    this.ended = new Promise((resolve) => {
      this.#process.once("error", (error) => resolve(error.message));
      this.#process.once("exit", (code, signal) => resolve(`exit ${signal ?? code}`));
    }).then((reason) => {
      this.isEnded = true;
      process.off("exit", this.#killGroup);
      return reason;
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      createInterface({ input: stream }).on("line", (line) => this.#read(stripVTControlCharacters(line)));
    }
    process.once("exit", this.#killGroup);
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
    return Promise.race([found, ended]);
  }

  /** Asks the server to end, which should end its children first, and kills what is left of the group. */
  async stop() {
    this.#process.kill("SIGTERM");
    const timer = setTimeout(this.#killGroup, KILL_AFTER_MS);
    const reason = await this.ended;
    clearTimeout(timer);
    this.#killGroup();
    return reason;
  }

  /** Ends the server and its children as `kill -9` does: nothing is told, nothing is finished. */
  async kill() {
    this.#killGroup();
    await this.ended;
  }

  #killGroup = () => {
    if (this.#process.pid === undefined) return;
    try {
      process.kill(-this.#process.pid, "SIGKILL");
    } catch {
      // the group is gone already
    }
  };

  #read(line) {
    this.#output.push(line);
    if (this.#output.length > KEPT_LINES) this.#output.shift();
    for (const listener of this.#listeners) listener(line);
  }
}
