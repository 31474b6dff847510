import { removeOld } from "./retention.mjs";

/** How often the changes of the counters are added up, and old data is removed. */
const EVERY_MS = 10_000;

/**
 * Starts the regular upkeep. Every process may do it, so no process has to be chosen.
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
      while (retention && !stopping && (await removeOld(database, retention)));
    } catch (err) {
      log.warn({ err }, "upkeep failed; it is done again");
    }
  }

  return {
    /** Resolves once the round under way has ended. */
    async stop() {
      stopping = true;
      clearInterval(timer);
      await running;
    },
  };
}
