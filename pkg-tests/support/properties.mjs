// Property tests: fast-check draws the inputs and makes the one that fails as small as it can.
//
// SEED=<number> repeats a run, RUNS=<number> makes it that many times as long, and CASE=<path> repeats one case of a run;
// a failure prints SEED and CASE.

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

  shrink(_value, numbers) {
    return fc.stream(simpler(numbers)).map((fewer) => {
      let at = 0;
      // A number may now answer another question, and 0 answers those that come after the last one.
      return this.#value((limit) => Math.min(fewer[at++] ?? 0, limit - 1));
    });
  }

  #value(next) {
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
    return new fc.Value(value, numbers);
  }
}

/** Lists of numbers that are simpler than the given one: first without a part, the largest parts first; then with a smaller number. */
function* simpler(numbers) {
  for (let size = numbers.length; size >= 1; size = Math.floor(size / 2)) {
    for (let end = numbers.length; end > 0; end -= size)
      yield [...numbers.slice(0, Math.max(0, end - size)), ...numbers.slice(end)];
  }
  for (const [at, number] of numbers.entries())
    for (const { value } of fc.nat().shrink(number)) yield numbers.with(at, value);
}

/**
 * Asserts that `check` throws for none of the values that `draw` makes. Returns whether it ran all of them: with CASE it
 * runs one.
 */
export function holds(runs, draw, check) {
  const details = fc.check(
    fc.property(new Drawn(draw), (value) => void check(value)),
    { seed, numRuns: runs * RUNS, ...(path && { path, endOnFailure: true }) },
  );
  if (details.failed) throw new Error(failure(details), { cause: details.errorInstance });
  return !path;
}

const failure = ({ errorInstance, counterexample, counterexamplePath, numRuns, numShrinks }) => `\
${errorInstance?.message ?? errorInstance}
for ${shown(counterexample[0])}
Run ${numRuns} failed; shrunk ${numShrinks} times. SEED=${seed} repeats the run, SEED=${seed} CASE=${counterexamplePath} this case.`;

/** Shows a value, and the bytes in it as a text with a character for each. */
export const shown = (value) => inspect(legible(value), { depth: null, maxArrayLength: null, maxStringLength: null });
function legible(value) {
  if (Array.isArray(value)) return value.map(legible);
  if (value !== null && Object.getPrototypeOf(Object(value)) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, legible(inner)]));
  }
  const { buffer = value, byteOffset, byteLength } = ArrayBuffer.isView(value) ? value : {};
  return buffer instanceof ArrayBuffer
    ? { latin1: Buffer.from(buffer, byteOffset, byteLength).toString("latin1") }
    : value;
}
