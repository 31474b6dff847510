// What both handlers have to do (section 9 of the contract), as cases that Node runs against both, and workerd against
// the one that is made for it.

import { cases as bodies, lost } from "./bodies.mjs";
import { cases as confirmation } from "./confirmation.mjs";
import { cases as events } from "./events.mjs";
import { cases as heads } from "./heads.mjs";
import { cases as options } from "./options.mjs";
import { cases as refusals } from "./refusals.mjs";
import { streams } from "./streams.mjs";
import { cases as tenants } from "./tenants.mjs";

export const cases = { ...options, ...tenants, ...heads, ...events, ...bodies, ...refusals, ...confirmation };
/** With what only requests of the web can be. */
export const webCases = { ...cases, ...streams, ...lost };

/** Runs all of them against the handler of the web, one after the other; returns how many there were, and what failed. */
export async function runCases(given) {
  const failures = [];
  for (const [name, check] of Object.entries(webCases)) {
    try {
      await check(given);
    } catch (error) {
      failures.push(`${name}: ${error.message}`);
    }
  }
  return { run: Object.keys(webCases).length, failures };
}
