import { setImmediate as yieldToOthers, setTimeout as sleep } from "node:timers/promises";
import { createWriter } from "./once.mjs";
import { prepare } from "./prepare.mjs";
import { write } from "./write.mjs";

/** Receipts in one transaction. */
const MOST_RECEIPTS = 200;
/** What one transaction stores together, unless a single receipt is larger: others come in between. */
const MOST_TOGETHER = 8 * 1024 * 1024;
/** What waits to be stored, events and bodies; more is turned away at once, before the memory is full. */
const MOST_BYTES = 64 * 1024 * 1024;
const AGAIN_MS = 50;
const AGAIN_MAX_MS = 1_000;
/** How long a failure counts if no later delivery was stored. */
const REMEMBERED_MS = 10_000;

const tooMuch = () => new Error("too much waits to be stored");

/** How many of these are stored by one transaction. */
function countTogether(items) {
  let size = 0;
  const end = items.findIndex(({ receipt }, index) => {
    size += receipt.size;
    return index > 0 && (index === MOST_RECEIPTS || size > MOST_TOGETHER);
  });
  return end === -1 ? items.length : end;
}

/**
 * Stores receipts. All receipts that arrive during a transaction are stored by the next one: a commit waits for the disk, and
 * many deliveries can share one such wait.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ timeoutMs: number }} config
 * @param {{ log: import("pino").Logger, metrics: ReturnType<typeof import("../metrics.mjs").createMetrics>, onStored: () => void }} around
 */
export function createStore(database, { timeoutMs }, { log, metrics, onStored }) {
  const waiting = [];
  let bytes = 0;
  let lanes = 0;
  let failedAt = -Infinity;

  /**
   * Resolves once the receipt is committed, with how many of its units were new. Rejects when that does not happen in
   * time; it may still be stored then, and is a duplicate when it comes again.
   *
   * @param {import("./write.mjs").Receipt} receipt
   * @returns {Promise<{ stored: number, duplicates: number }>}
   */
  function put(received) {
    // Before the work that it takes to make texts of its events.
    if (bytes + received.body.length > MOST_BYTES) return Promise.reject(tooMuch());
    const receipt = prepare(received);
    if (bytes + receipt.size > MOST_BYTES) return Promise.reject(tooMuch());
    return new Promise((resolve, reject) => {
      const item = { receipt, isOver: false, settle };
      const timer = setTimeout(() => settle(new Error(`not stored within ${timeoutMs} ms`)), timeoutMs);
      bytes += receipt.size;
      waiting.push(item);
      if (lanes < database.engine.storeLanes) drain();

      function settle(error, counts) {
        if (item.isOver) return;
        item.isOver = true;
        clearTimeout(timer);
        leave(item);
        if (error) reject(error);
        else resolve(counts);
      }
    });
  }

  /** Lets go of what waits no longer. What is in a transaction stays in the memory until that has ended. */
  function leave(item) {
    const place = waiting.indexOf(item);
    if (place === -1) return;
    waiting.splice(place, 1);
    bytes -= item.receipt.size;
  }

  async function drain() {
    lanes += 1;
    let writer = createWriter(database);
    // Requests that are in the sockets already are read first, and go into the same transaction.
    await yieldToOthers();
    while (waiting.length > 0) {
      const items = waiting.splice(0, countTogether(waiting));
      // What was given up may still hold the writer's row.
      if (!(await storeTogether(items, writer))) writer = createWriter(database);
      for (const { receipt } of items) bytes -= receipt.size;
      await yieldToOthers();
    }
    lanes -= 1;
  }

  /** Returns whether all of it is stored. */
  async function storeTogether(items, writer) {
    try {
      const counts = await persist(items, writer);
      failedAt = -Infinity;
      for (const { receipt, settle } of items) settle(null, counts.get(receipt));
      onStored();
      return true;
    } catch (error) {
      const isRefused = database.engine.isRefusal(error);
      if (!isRefused) failedAt = performance.now();
      // What the database refuses must not take its neighbours with it.
      if (isRefused && items.length > 1) for (const item of items) await storeTogether([item], writer);
      else for (const { settle } of items) settle(error);
      return false;
    }
  }

  /** Writes until it succeeds, for as long as somebody waits for it: to restart a database takes less than providers forgive. */
  async function persist(items, writer) {
    const receipts = items.map(({ receipt }) => receipt);
    const store = writer.batch((transaction) => write(transaction, database.engine, receipts));
    for (let wait = AGAIN_MS; ; wait = Math.min(2 * wait, AGAIN_MAX_MS)) {
      const end = metrics.storing.startTimer();
      try {
        const counts = await store();
        metrics.batchSize.observe(items.length);
        return counts;
      } catch (error) {
        if (!database.engine.isTransient(error) || items.every(({ isOver }) => isOver)) throw error;
        log.warn({ err: error, receipts: items.length }, "storing failed; trying again");
        await sleep(wait);
      } finally {
        end();
      }
    }
  }

  return {
    put,
    /** Tells whether what came last could not be stored. */
    isFailing: () => performance.now() - failedAt < REMEMBERED_MS,
  };
}
