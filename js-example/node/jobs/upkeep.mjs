import { removeWriters } from "../ingest/once.mjs";
import { removeOld } from "./retention.mjs";

/** How often the counters' changes are added up, and old rows are deleted. */
const EVERY_MS = 10_000;

/**
 * Starts the regular jobs in every process. The processes need not agree on which one does them.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ retention: { days: number } | null, log: import("pino").Logger, everyMs?: number }} around without a retention,
 *   no delivery is deleted
 */
export function startUpkeep(database, { retention, log, everyMs = EVERY_MS }) {
  let stopping = false;
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(round);
  }, everyMs);

  const jobs = [() => database.engine.fold(database.db), removeAllOld, () => removeWriters(database)];

  async function removeAllOld() {
    while (retention && !stopping && (await removeOld(database, retention)));
  }

  /** A job that fails does not keep the others from being done. */
  async function round() {
    for (const job of jobs) {
      if (stopping) return;
      try {
        await job();
      } catch (err) {
        log.warn({ err }, "upkeep failed; trying again");
      }
    }
  }

  return {
    /** Resolves when the current run has ended. */
    async stop() {
      stopping = true;
      clearInterval(timer);
      await running;
    },
  };
}
