/**
 * Starts several parts in parallel. If one does not start, the others are ended, and its error is thrown.
 *
 * @template T
 * @param {(() => Promise<T>)[]} starts
 * @param {(started: T) => Promise<unknown>} end
 * @returns {Promise<T[]>}
 */
export async function startAll(starts, end) {
  const results = await Promise.allSettled(starts.map((start) => start()));
  const failed = results.find(({ status }) => status === "rejected");
  const started = results.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
  if (!failed) return started;
  await Promise.allSettled(started.map(end));
  throw failed.reason;
}

/**
 * Starts several parts one after the other. If one does not start, the earlier ones are ended.
 *
 * @template T
 * @param {(started: (end: () => unknown) => void) => Promise<T>} start calls `started` after each part, with a function to end it
 * @returns {Promise<T & { stop: () => Promise<void> }>} `stop` ends every part, the last one first
 */
export async function startParts(start) {
  const ends = [];
  async function stop() {
    const errors = [];
    for (const end of ends.splice(0).reverse())
      await Promise.resolve()
        .then(end)
        .catch((error) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
  try {
    return { ...(await start((end) => ends.push(end))), stop };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}
