/** How many objects one delivery or one batch of messages calls at the same time. */
const AT_ONCE = 16;

const MOST_ATTEMPTS = 3;

/**
 * Calls the function for each item, a few at a time. Returns the results in order, like `Promise.allSettled`: one failure does
 * not stop the others.
 *
 * @template Item, Result
 * @param {Iterable<Item>} items
 * @param {(item: Item) => Promise<Result>} call
 * @returns {Promise<PromiseSettledResult<Result>[]>}
 */
export async function settleEach(items, call) {
  const waiting = [...items].entries();
  const results = [];
  const work = async () => {
    for (const [index, item] of waiting) [results[index]] = await Promise.allSettled([call(item)]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

/**
 * Calls an object, and tries again if the runtime says that this may help: the object has moved to another machine, or its
 * code was replaced. So every such call must be safe to repeat.
 *
 * @template Result
 * @param {() => Promise<Result>} call must get a new stub each time: a stub that has failed keeps failing
 * @returns {Promise<Result>}
 */
export async function ask(call) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !error.retryable || error.overloaded) throw error;
      await scheduler.wait(2 ** attempt * 50 * Math.random());
    }
  }
}

/**
 * Settles like the promise, but rejects if that takes too long.
 *
 * @template Result
 * @param {number} ms
 * @param {Promise<Result>} promise
 * @param {string} problem the error's message
 * @returns {Promise<Result>}
 */
export async function within(ms, promise, problem) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(problem)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Groups items.
 *
 * @template Item
 * @param {Iterable<Item>} items
 * @param {(item: Item) => string} keyOf
 * @returns {Item[][]}
 */
export function groupBy(items, keyOf) {
  return [...Map.groupBy(items, keyOf).values()];
}
