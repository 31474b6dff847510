// The memory of the module and the length of the event are bounded for every body. The test searches for the worst bodies.
// A failure prints SEED, which repeats the search. RUNS=<number> makes it that many times as long (`make worst-case`).

import assert from "node:assert/strict";
import { test } from "node:test";
import { providers } from "../support/files.mjs";
import { write } from "./worst-case/plans.mjs";
import { BOUNDS, worst } from "./worst-case/search.mjs";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const TRIES = 25 * Number(process.env.RUNS ?? 1);

/** The figures of a candidate, and the bound of each. */
const FIGURES = {
  memory: ["memory", ({ memory }) => memory],
  json: ["json", ({ answer }) => answer],
  refused: ["memory", ({ memory }) => memory],
};

for (const name of [...providers, "any"]) {
  test(`${name}: no body exceeds the bounds (SEED=${seed})`, (context) => {
    const found = worst(name, seed, TRIES);
    for (const [figure, [bound, of]] of Object.entries(FIGURES)) {
      const { plan, call, bytes, shares } = found[figure];
      const { each, beside } = BOUNDS[bound];
      const share = (100 * shares[bound]).toFixed(1);
      const shown = `${figure}: ${call} makes ${of(found[figure])} of ${bytes} bytes, ${share} % of ${each} for each and ${beside}: `;
      context.diagnostic(shown + write(plan, 100).slice(0, 200));
      assert.ok(shares[bound] <= 1, shown + write(plan, 1000).slice(0, 2000));
    }
  });
}
