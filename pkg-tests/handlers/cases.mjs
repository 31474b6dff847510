// What both handlers have to do (section 9 of the contract), as cases that Node runs against both, and workerd against
// the one that is made for it.

import { cases as confirmation } from "./confirmation.mjs";
import { cases as events } from "./events.mjs";
import { cases as options } from "./options.mjs";
import { cases as refusals } from "./refusals.mjs";

export const cases = { ...options, ...events, ...refusals, ...confirmation };

/** Runs all of them, one after the other; returns how many there were, and what failed. */
export async function runCases(given) {
  const failures = [];
  for (const [name, check] of Object.entries(cases)) {
    try {
      await check(given);
    } catch (error) {
      failures.push(`${name}: ${error.message}`);
    }
  }
  return { run: Object.keys(cases).length, failures };
}
