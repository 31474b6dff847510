/**
 * Calls a function again and again. Where one run takes longer than the time between two, the next one waits for its turn: on
 * a busy machine they would pile up, and each would have the others' work done once more.
 *
 * @param {() => Promise<unknown>} run
 * @param {number} seconds from the start of one to that of the next; 0 for never
 * @param {(error: Error) => void} onError
 * @returns {() => void} ends it
 */
export function startCron(run, seconds, onError) {
  if (!(seconds > 0)) return () => {};
  let isRunning = false;
  const timer = setInterval(async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      await run();
    } catch (error) {
      onError(error);
    } finally {
      isRunning = false;
    }
  }, seconds * 1_000);
  return () => clearInterval(timer);
}
