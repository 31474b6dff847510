// Property tests: fast-check draws inputs, and shrinks an input that fails to the smallest one that it finds.
//
// A failure prints SEED and CASE: SEED=<number> repeats all runs of a file, and with CASE=<path> one of its tests repeats a single
// case (choose the test with --test-name-pattern). RUNS=<number> makes the tests that many times as long.

import { AssertionError } from "node:assert";
import { inspect } from "node:util";
import fc from "fast-check";

export const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.RUNS ?? 1);
const path = process.env.CASE;

/**
 * The choices that draw an input. All of them use `below`. The number 0 must always be the simplest choice, because shrinking
 * looks for small numbers.
 */
const choices = (below) => ({
  /** An integer from 0 to `limit - 1`. */
  below,
  pick: (list) => list[below(list.length)],
  /** True once in `count` times. */
  oneIn: (count) => below(count) === count - 1,
  /** A list of 0 to `limit - 1` items. There is a choice before each item, so shrinking can remove one from the middle. */
  times(limit, make) {
    const items = [];
    while (below(limit - items.length) > 0) items.push(make(undefined, items.length));
    return items;
  },
});

/**
 * Draws values with a function that takes choices, and records the numbers behind the choices. To shrink a value, it calls the
 * function again with fewer or smaller numbers. `fc.gen()` is similar, but it took 20 times as long for our bodies, never
 * removes a choice, and can't repeat a case from its path.
 */
class Drawn extends fc.Arbitrary {
  #draw;

  constructor(draw) {
    super();
    this.#draw = draw;
  }

  generate(random) {
    return this.#value((limit) => random.nextInt(0, limit - 1));
  }

  canShrinkWithoutContext() {
    return false;
  }

  shrink(_value, { numbers, step }) {
    return fc.stream(simpler(numbers, step)).map(([fewer, step]) => {
      let at = 0;
      // A number may now be used for another choice, which may have a lower limit. After the last number we use 0.
      return this.#value((limit) => Math.min(fewer[at++] ?? 0, limit - 1), step);
    });
  }

  #value(next, step = [Infinity, Infinity]) {
    const numbers = [];
    const value = this.#draw(
      choices((limit) => {
        const number = next(limit);
        numbers.push(number);
        return number;
      }),
    );
    // Zeros at the end are implied, so we drop them. Then each step makes the list shorter or a number smaller, and shrinking ends.
    while (numbers.at(-1) === 0) numbers.pop();
    return new fc.Value(value, { numbers, step });
  }
}

/**
 * Yields simpler lists of numbers, each with the step that made it. It continues at the step that made the given list, and tries
 * the steps before that one last: they have just failed.
 */
function* simpler(numbers, [lastSize, lastEnd]) {
  const all = [...steps(numbers.length)];
  const start = all.findIndex(([size, end]) => size < lastSize || (size === lastSize && end <= lastEnd));
  for (const step of [...all.slice(start), ...all.slice(0, start)]) {
    const [size, end] = step;
    if (size > 0) yield [[...numbers.slice(0, Math.max(0, end - size)), ...numbers.slice(end)], step];
    else for (const { value } of fc.nat().shrink(numbers[end - 1])) yield [numbers.with(end - 1, value), step];
  }
}

/** An item of a list takes a few numbers. Parts up to this size are removed at every place, larger ones only side by side. */
const SMALL = 8;

/** Yields steps `[size, end]`: remove `size` numbers before `end`, largest size first. Size 0 makes the number before `end` smaller. */
function* steps(length) {
  for (let size = length; size > SMALL; size = Math.floor(size / 2))
    for (let end = length; end > 0; end -= size) yield [size, end];
  for (let size = Math.min(length, SMALL); size >= 0; size -= 1)
    for (let end = length; end >= Math.max(size, 1); end -= 1) yield [size, end];
}

const options = (runs) => ({ seed, numRuns: runs * RUNS, ...(path && { path, endOnFailure: true }) });

/** Throws for a property that failed. Returns false if CASE has chosen a single case. */
function checked(details) {
  if (details.failed) throw new Error(failure(details));
  return !path;
}

/**
 * Asserts that `check` does not throw, for `runs` values that `draw` makes. Returns false if CASE has chosen a single case.
 */
export function holds(runs, draw, check) {
  const property = fc.property(new Drawn(draw), (value) => {
    if (check(value) !== undefined)
      throw new TypeError("a check must throw or return nothing: a promise would be lost");
  });
  return checked(fc.check(property, options(runs)));
}

/** Does the same as `holds`, with a check that returns a promise. */
export async function holdsAsync(runs, draw, check) {
  const property = fc.asyncProperty(new Drawn(draw), async (value) => {
    if ((await check(value)) !== undefined) throw new TypeError("a check must throw or return nothing");
  });
  return checked(await fc.check(property, options(runs)));
}

const failure = ({ errorInstance: error, counterexample: [value], counterexamplePath, numRuns, numShrinks }) => `\
${error instanceof AssertionError ? error.message : inspect(error)}
for ${shown(value)}
Run ${numRuns} failed and was made smaller ${numShrinks} times. SEED=${seed} repeats all runs,
SEED=${seed} CASE=${counterexamplePath} repeats this case.`;

/** Formats a value for a message, with bytes as text in Latin-1. */
export const shown = (value) => inspect(legible(value), { depth: null, maxArrayLength: null, maxStringLength: null });
function legible(value) {
  if (Array.isArray(value)) return value.map(legible);
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, legible(inner)]));
  }
  const { buffer = value, byteOffset, byteLength } = ArrayBuffer.isView(value) ? value : {};
  return buffer instanceof ArrayBuffer
    ? { latin1: Buffer.from(buffer, byteOffset, byteLength).toString("latin1") }
    : value;
}
