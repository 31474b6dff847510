// Property tests: fast-check draws the inputs and makes the one that fails as small as it can.
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
 * The choices that an input is drawn with. Each of them comes from `below`, and the number 0 always stands for the plainest
 * one, because fast-check is made to look for small numbers.
 */
const choices = (below) => ({
  /** An integer from 0 to `limit - 1`. */
  below,
  pick: (list) => list[below(list.length)],
  /** True once in `count` times. */
  oneIn: (count) => below(count) === count - 1,
  /** A list of 0 to `limit - 1` items. A choice before each item makes it possible to remove an item from the middle. */
  times(limit, make) {
    const items = [];
    while (below(limit - items.length) > 0) items.push(make(undefined, items.length));
    return items;
  },
});

/**
 * Draws values with a function that takes choices. It remembers the numbers that were chosen; a simpler value is what the
 * same function makes of fewer or smaller numbers. `fc.gen()` offers much the same, but took 20 times as long for our
 * bodies, never leaves a choice out, and cannot repeat a case from its path.
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
      // A number may now answer another question, and 0 answers those that come after the last one.
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
    // Zeros at the end go without saying. So each step makes the list shorter or a number in it smaller, and shrinking ends.
    while (numbers.at(-1) === 0) numbers.pop();
    return new fc.Value(value, { numbers, step });
  }
}

/**
 * Lists of numbers that are simpler than the given one, each with the step that made it. It goes on after the step that made the
 * given list and comes to the steps before last: they failed a moment ago.
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

/** Steps `[size, end]`: leave out `size` numbers before `end`, the most first. With size 0, make the one before `end` smaller. */
function* steps(length) {
  for (let size = length; size >= 0; size = size > 1 ? Math.floor(size / 2) : size - 1)
    for (let end = length; end > 0; end -= size || 1) yield [size, end];
}

/**
 * Asserts that `check` throws for none of the values that `draw` makes. Returns whether it ran all of them: with CASE it
 * runs one.
 */
export function holds(runs, draw, check) {
  const property = fc.property(new Drawn(draw), (value) => {
    if (check(value) !== undefined) throw new TypeError("a check throws, and returns nothing: a promise would be lost");
  });
  const details = fc.check(property, { seed, numRuns: runs * RUNS, ...(path && { path, endOnFailure: true }) });
  if (details.failed) throw new Error(failure(details));
  return !path;
}

const failure = ({ errorInstance: error, counterexample: [value], counterexamplePath, numRuns, numShrinks }) => `\
${error instanceof AssertionError ? error.message : inspect(error)}
for ${shown(value)}
Run ${numRuns} failed and was made smaller ${numShrinks} times. SEED=${seed} repeats all runs,
SEED=${seed} CASE=${counterexamplePath} repeats this case.`;

/** Shows a value, and the bytes in it as a text with a character for each. */
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
