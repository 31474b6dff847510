import { removeWriters } from "../ingest/once.mjs";
import { removeOld } from "./retention.mjs";

/** How often the changes of the counters are added up, and what is old is removed. */
const EVERY_MS = 10_000;

/**
 * Starts what has to be done now and then, in every process: nobody has to be told which one does it.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ retention: { days: number } | null, log: import("pino").Logger, everyMs?: number }} around without a retention
 *   nothing is removed
 */
export function startUpkeep(database, { retention, log, everyMs = EVERY_MS }) {
  let stopping = false;
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(round);
  }, everyMs);

  async function round() {
    try {
      await database.engine.fold(database.db);
      await removeWriters(database);
      while (retention && !stopping && (await removeOld(database, retention)));
    } catch (err) {
      log.warn({ err }, "upkeep failed; it is done again");
    }
  }

  return {
    /** Resolves once what is under way has ended. */
    async stop() {
      stopping = true;
      clearInterval(timer);
      await running;
    },
  };
}
