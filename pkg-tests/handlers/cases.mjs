// The duties of both handlers (section 9 of the contract) as cases. Node runs them with both handlers, and workerd with the one
// for web requests.

import { cases as bodies, lost } from "./bodies.mjs";
import { cases as confirmation } from "./confirmation.mjs";
import { cases as events } from "./events.mjs";
import { cases as heads } from "./heads.mjs";
import { cases as options } from "./options.mjs";
import { cases as refusals } from "./refusals.mjs";
import { streams } from "./streams.mjs";
import { cases as tenants } from "./tenants.mjs";

export const cases = { ...options, ...tenants, ...heads, ...events, ...bodies, ...refusals, ...confirmation };
/** The cases for web requests, with those that only they can have. */
export const webCases = { ...cases, ...streams, ...lost };

/** Runs all of them with the handler for web requests, one by one. Returns their number and the failures. */
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
