// What runs in every runtime: takes a row, has each of its candidates show that it accepts the genuine deliveries and
// refuses a forged one, and runs it as often as it is told.

import { senderOf } from "./deliveries.mjs";
import { HEADERS, PLATFORMS } from "./platforms.mjs";

/** Returns why a delivery is refused, or undefined when it is not. */
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

// Each result is looked at, so that no engine may leave a call out.
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

/** Makes what the calls need, makes the calls unless it is dry, and returns the milliseconds that the calls took. */
async function time({ name, call, isAsync, asRequest }, { deliveries, requests }, calls, isDry) {
  const made = asRequest ? requests(calls) : deliveries(calls);
  if (isDry) return 0;
  const started = performance.now();
  const refused = isAsync ? await callAsync(call, made, calls) : callSync(call, made, calls);
  const took = performance.now() - started;
  if (refused > 0) throw new Error(`${name} refused ${refused} of ${calls} genuine deliveries`);
  return took;
}

/** For what takes no delivery. */
const NOBODY = { deliveries: () => [undefined] };

/**
 * Returns a row's candidates, each of them proven: `{ name, parses, run }`, where `run(calls, isDry)` makes so many calls.
 * A package is `{ label, api, module, bytes }`. What is prepared first may have it easier, or harder: reversed it is the last.
 * Deliveries that are kept are not made anew for each run.
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
