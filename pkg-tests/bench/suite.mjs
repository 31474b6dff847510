// The part that runs in every runtime: for each candidate of a row, it checks that it accepts the genuine deliveries and refuses a
// forged one, and runs it a number of times.

import { senderOf } from "./deliveries.mjs";
import { HEADERS, PLATFORMS } from "./platforms.mjs";

/** Returns the reason why a delivery is refused; undefined if it is accepted. */
async function refusal(call, delivery) {
  try {
    return (await call(delivery)) ? undefined : "it says no";
  } catch (error) {
    return String(error);
  }
}

async function prove({ name, call, asRequest }, { deliveries, requests, forgery }) {
  const genuine = deliveries(Infinity);
  for (const delivery of asRequest ? requests(genuine.length) : genuine) {
    const reason = await refusal(call, delivery);
    if (reason !== undefined) throw new Error(`${name} refuses a genuine delivery: ${reason}`);
  }
  if ((await refusal(call, forgery({ asRequest }))) === undefined) throw new Error(`${name} accepts a forged delivery`);
}

// Each result is used, so that no engine can skip a call.
function callSync(call, deliveries, calls) {
  let refused = 0;
  for (let at = 0, next = 0; at < calls; at += 1, next = next + 1 === deliveries.length ? 0 : next + 1) {
    if (!call(deliveries[next])) refused += 1;
  }
  return refused;
}

async function callAsync(call, deliveries, calls) {
  let refused = 0;
  for (let at = 0, next = 0; at < calls; at += 1, next = next + 1 === deliveries.length ? 0 : next + 1) {
    if (!(await call(deliveries[next]))) refused += 1;
  }
  return refused;
}

/** Prepares the calls, makes them unless it is a dry run, and returns the milliseconds of the calls. */
async function time({ name, call, isAsync, asRequest }, { deliveries, requests }, calls, isDry) {
  const made = asRequest ? requests(calls) : deliveries(calls);
  if (isDry) return 0;
  const started = performance.now();
  const refused = isAsync ? await callAsync(call, made, calls) : callSync(call, made, calls);
  const took = performance.now() - started;
  if (refused > 0) throw new Error(`${name} refused ${refused} of ${calls} genuine deliveries`);
  return took;
}

/** For candidates without deliveries. */
const NOBODY = { deliveries: () => [undefined] };

/**
 * Checks the candidates of a row and returns them: `{ name, parses, run }`, where `run(calls, isDry)` makes a number of calls. A
 * package is `{ label, api, module, bytes }`. The order of preparation may matter, so `reversed` turns it around. Deliveries
 * that are kept are reused in each run.
 */
export async function prepare(row, packages, platformName, { isReversed = false, isKept = false } = {}) {
  const platform = { ...PLATFORMS[platformName], ...(row.form && HEADERS[row.form]) };
  const senders = new Map();
  const sender = (scheme) => {
    if (!senders.has(scheme)) senders.set(scheme, senderOf(row, scheme, platform, { isKept }));
    return senders.get(scheme);
  };
  const prepared = [];
  const candidates = await row.candidates({ packages, platform });
  for (const candidate of isReversed ? candidates.reverse() : candidates) {
    const from = row.body ? sender(candidate.scheme ?? row.provider) : NOBODY;
    if (row.body) await prove(candidate, from);
    const { name, parses } = candidate;
    prepared.push({ name, parses, run: (calls, isDry = false) => time(candidate, from, calls, isDry) });
  }
  return prepared;
}
