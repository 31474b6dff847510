/** How often the changes of the counters are added up. */
const EVERY_MS = 10_000;

/**
 * Starts what has to be done now and then, in every process: nobody has to be told which one does it.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ log: import("pino").Logger, everyMs?: number }} around
 */
export function startUpkeep({ db, engine }, { log, everyMs = EVERY_MS }) {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(round);
  }, everyMs);

  async function round() {
    await engine.fold(db).catch((err) => log.warn({ err }, "upkeep failed; it is done again"));
  }

  return {
    /** Resolves once what is under way has ended. */
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
