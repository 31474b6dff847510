import { setImmediate as yieldToOthers, setTimeout as sleep } from "node:timers/promises";
import { createWriter } from "./once.mjs";
import { prepare } from "./prepare.mjs";
import { createQueue, isTaken } from "./queue.mjs";
import { write } from "./write.mjs";

/** In bytes, of events and bodies. So much may wait; more is turned away at once, before the memory is full. */
const MOST_BYTES = 64 * 1024 * 1024;
const AGAIN_MS = 50;
const AGAIN_MAX_MS = 1_000;
/** How long a failure counts if no later delivery was stored. */
const REMEMBERED_MS = 10_000;

/**
 * Stores receipts. All receipts that arrive during a transaction are stored by the next one: a commit waits for the disk, and
 * many deliveries can share one such wait.
 *
 * A large batch is stored in pieces, each in a transaction of its own, and the receipt counts as stored with the last one. Each
 * unit has its own key. If the process ends between two pieces, the sender gets no answer and sends the batch again. Then the first
 * pieces are duplicates, and the others are stored.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ timeoutMs: number }} config
 * @param {{ log: import("pino").Logger, metrics: ReturnType<typeof import("../metrics.mjs").createMetrics>, onStored: () => void }} around
 */
export function createStore(database, { timeoutMs }, { log, metrics, onStored }) {
  const queue = createQueue();
  /** Writers of lanes that have ended. Each has a row in the database, so they are used again. */
  const idle = [];
  let bytes = 0;
  let lanes = 0;
  let failedAt = -Infinity;

  /**
   * Resolves once all of the receipt is committed, with how many of its units were new. Rejects when that does not happen in
   * time; it may still be stored then, and is a duplicate when it comes again.
   *
   * @param {import("./write.mjs").Receipt} received
   * @returns {Promise<{ stored: number, duplicates: number }>}
   */
  function put(received) {
    return new Promise((resolve, reject) => {
      const item = {
        receipt: null,
        held: 0,
        isBegun: false,
        hasBody: false,
        isOver: false,
        stored: 0,
        duplicates: 0,
        settle,
      };
      const timer = setTimeout(() => settle(new Error(`not stored within ${timeoutMs} ms`)), timeoutMs);
      enter(item, received).catch(settle);
      // The functions here share a context, and the timer keeps it. It must not keep the parsed events.
      received = null;

      function settle(error) {
        if (item.isOver) return;
        item.isOver = true;
        clearTimeout(timer);
        if (error) reject(error);
        else resolve({ stored: item.stored, duplicates: item.duplicates });
        // A batch that was begun is stored to its end, so that the same batch sent again has less left to store. A receipt in a
        // transaction stays in the memory until the transaction has ended.
        if (item.receipt === null || (!item.isBegun && queue.remove(item))) release(item, item.held);
      }
    });
  }

  async function enter(item, received) {
    // Before the work that it takes to make texts of its events.
    hold(item, received.body.length);
    const receipt = await prepare(received, (size) => hold(item, size));
    if (item.isOver) return;
    item.receipt = receipt;
    queue.add(item);
    if (lanes < database.engine.storeLanes) drain();
  }

  function hold(item, size) {
    if (item.isOver) return;
    if (bytes + size > MOST_BYTES) throw new Error("too much waits to be stored");
    bytes += size;
    item.held += size;
  }

  function release(item, size) {
    bytes -= size;
    item.held -= size;
  }

  async function drain() {
    lanes += 1;
    let writer = idle.pop() ?? createWriter(database);
    // Requests that are in the sockets already are read first, and go into the same transaction.
    await yieldToOthers();
    while (!queue.isEmpty()) {
      writer = await storeTogether(queue.take(), writer);
      await yieldToOthers();
    }
    idle.push(writer);
    lanes -= 1;
  }

  /** Resolves to the writer for the next batch. */
  async function storeTogether(parts, writer) {
    try {
      const counts = await persist(parts, writer);
      failedAt = -Infinity;
      for (const part of parts) advance(part, counts.get(part.receipt));
      onStored();
      return writer;
    } catch (error) {
      const isRefused = database.engine.isRefusal(error);
      if (!isRefused) failedAt = performance.now();
      // A receipt that the database refuses must not take its neighbours with it.
      if (isRefused && parts.length > 1) {
        let next = writer;
        for (const part of parts) next = await storeTogether([part], next);
        return next;
      }
      for (const { item } of parts) giveUp(item, error);
      // A batch that was given up may still hold the writer's row.
      return createWriter(database);
    }
  }

  /** A part of an item is stored: it is the turn of the others, or the item is done. */
  function advance({ item, receipt, size }, { stored, duplicates }) {
    item.isBegun = true;
    item.hasBody ||= stored > 0 || receipt.unreadable.length > 0;
    item.stored += stored;
    item.duplicates += duplicates;
    if (isTaken(item)) {
      item.settle(null);
      release(item, item.held);
    } else {
      release(item, size);
      queue.add(item);
    }
  }

  function giveUp(item, error) {
    item.settle(error);
    release(item, item.held);
  }

  /** Writes until it succeeds, for as long as somebody waits for it: to restart a database takes less than providers forgive. */
  async function persist(parts, writer) {
    const receipts = parts.map(({ receipt }) => receipt);
    const store = writer.batch((transaction) => write(transaction, database.engine, receipts));
    for (let wait = AGAIN_MS; ; wait = Math.min(2 * wait, AGAIN_MAX_MS)) {
      const end = metrics.storing.startTimer();
      try {
        const counts = await store();
        metrics.batchSize.observe(parts.length);
        return counts;
      } catch (error) {
        if (!database.engine.isTransient(error) || parts.every(({ item }) => item.isOver)) throw error;
        log.warn({ err: error, receipts: parts.length }, "storing failed; trying again");
        await sleep(wait);
      } finally {
        end();
      }
    }
  }

  return {
    put,
    /** Tells whether the last delivery could not be stored. */
    isFailing: () => performance.now() - failedAt < REMEMBERED_MS,
  };
}
