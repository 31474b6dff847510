// What runs in every runtime: takes a row, has each of its candidates show that it accepts the genuine deliveries and
// refuses forged ones, and runs it as often as it is told.

import { SCHEMES } from "./candidates/schemes.mjs";
import { BODY_FORMS, HEADER_FORMS, headerPairs, ringLength } from "./deliveries.mjs";

const HEADERS = 15;

/** How a runtime's servers hand over what came in. */
export const FORMS = {
  node: { body: "Buffer", headers: "object" },
  fetch: { body: "Uint8Array", headers: "Headers" },
};

/** How by hand a header is read. */
const READ = { object: (headers, name) => headers[name], Headers: (headers, name) => headers.get(name) };

/** Returns a function that makes so many deliveries, each of them new, from a ring of bodies; and one that makes a forgery. */
function senderOf(row, scheme, forms) {
  const { binds, prove, url } = SCHEMES[scheme];
  const make = (seed, { isForged = false } = {}) => {
    const bytes = row.body(scheme, seed);
    const proof = prove(isForged && binds ? row.body(scheme, seed + 1) : bytes, isForged);
    return { bytes, pairs: headerPairs(proof, row.headers ?? HEADERS), url: url?.(isForged) };
  };
  const ring = Array.from({ length: ringLength(row.size) }, (_, seed) => make(seed));
  const deliver = ({ bytes, pairs, url }) => ({ body: BODY_FORMS[forms.body](bytes), headers: HEADER_FORMS[forms.headers](pairs), url });
  return {
    deliveries: (count) => ring.slice(0, count).map(deliver),
    forgery: () => deliver(make(0, { isForged: true })),
  };
}

async function accepts(call, delivery) {
  try {
    return Boolean(await call(delivery));
  } catch {
    return false;
  }
}

async function prove({ name, call }, { deliveries, forgery }) {
  for (const delivery of deliveries(Infinity)) {
    if (!(await accepts(call, delivery))) throw new Error(`${name} refuses a genuine delivery`);
  }
  if (await accepts(call, forgery())) throw new Error(`${name} accepts a forged delivery`);
}

// Each result is looked at, so that no engine may leave out a call.
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

/** Returns a row's candidates, each proven, with the function that runs it and returns the milliseconds that it took. */
export async function prepare(row, { packages, forms }) {
  const candidates = await row.candidates({ packages, header: READ[forms.headers] });
  const prepared = [];
  for (const candidate of candidates) {
    const sender = senderOf(row, candidate.scheme ?? row.provider, forms);
    await prove(candidate, sender);
    prepared.push({ name: candidate.name, run: (calls) => time(candidate, sender, calls) });
  }
  return prepared;
}

async function time({ name, call, isAsync }, { deliveries }, calls) {
  const made = deliveries(calls);
  const started = performance.now();
  const refused = isAsync ? await callAsync(call, made, calls) : callSync(call, made, calls);
  const took = performance.now() - started;
  if (refused > 0) throw new Error(`${name} refused ${refused} of ${calls} genuine deliveries`);
  return took;
}
