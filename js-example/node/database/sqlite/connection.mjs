import { Worker } from "node:worker_threads";

const THREAD = new URL("thread.mjs", import.meta.url);

/**
 * A connection to an SQLite file in its own thread, so the main thread never waits for the disk or a lock. Calls run in
 * the order in which they were made.
 */
export class Connection {
  #thread;
  #waiting = new Map();
  #last = 0;
  #ended = null;

  /** @param {{ file: string, readonly: boolean }} options */
  constructor(options) {
    this.#thread = new Worker(THREAD, { workerData: options });
    this.#thread.on("message", ({ id, error, result }) => {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) reject(Object.assign(new Error(error.message), { name: "SqliteError", code: error.code }));
      else resolve(result);
    });
    this.#thread.on("error", (error) => this.#end(error));
    this.#thread.on("exit", () => this.#end(new Error("SQLite's thread has ended")));
  }

  /**
   * @param {string} sql
   * @param {readonly unknown[]} [parameters]
   * @returns {Promise<{ rows: any[], numAffectedRows?: bigint, insertId?: bigint }>}
   */
  query(sql, parameters = []) {
    return this.#ask({ act: "query", sql, parameters });
  }

  /** Rolls the transaction back, unless SQLite has already done so. */
  rollback() {
    return this.#ask({ act: "rollback" });
  }

  /** Closes the file after all earlier calls. */
  async close() {
    if (this.#ended === null) await this.#ask({ act: "close" }).catch(() => {});
  }

  #ask(question) {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#thread.postMessage({ id, ...question });
    });
  }

  #end(error) {
    this.#ended ??= Object.assign(error, { code: error.code ?? "SQLITE_IOERR" });
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
