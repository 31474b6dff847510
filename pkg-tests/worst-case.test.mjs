// What a body becomes is bounded: the module's memory, and the event as JSON. The worst bodies are looked for, not listed:
// SEED=<number> chooses another search, RUNS=<number> makes it that many times as long (`make worst-case`).

import assert from "node:assert/strict";
import { test } from "node:test";
import { providers } from "./files.mjs";
import { BOUNDS, figures, worst } from "./worst-case/search.mjs";
import { write } from "./worst-case/plans.mjs";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const TRIES = 200 * Number(process.env.RUNS ?? 1);

for (const name of providers) {
  test(`${name}: no body costs more than it may (SEED=${seed})`, (context) => {
    const found = worst(name, seed, TRIES);
    for (const figure of figures) {
      const { plan, size, call, bytes, shares, ...taken } = found[figure];
      const { each, beside } = BOUNDS[figure];
      const most = figure === "memory" ? taken.memory : taken.answer;
      const what = `${figure}: ${most} bytes for ${bytes} of ${call}, ${(100 * shares[figure]).toFixed(1)} % of ${each} for each and ${beside}`;
      const shown = `${what}: ${write(plan, 200).slice(0, 300)}`;
      context.diagnostic(shown);
      assert.ok(most > 0 && shares[figure] <= 1, shown);
    }
  });
}
