/** How many objects are asked at the same time, by one delivery or one batch of messages. */
const AT_ONCE = 16;

const MOST_ATTEMPTS = 3;

/**
 * Calls the function for each item, a few at a time, and returns what came of each, in order, as `Promise.allSettled` does:
 * one failure does not keep the rest from being done.
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
 * Calls an object again where the runtime says that this may help: the object has moved to another machine, or its code was
 * replaced. Everything that is called here may be called twice.
 *
 * @template Result
 * @param {() => Promise<Result>} call one that gets the object anew, as a reference that has failed goes on failing
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
 * Settles as a promise does, and rejects when that takes longer.
 *
 * @template Result
 * @param {number} ms
 * @param {Promise<Result>} promise
 * @param {string} problem what is said then
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
