// Measures candidates against each other: round after round, each of them for one short batch, in an order that is drawn
// anew. What slows the machine down slows all of them down, so that the ratios within a round hold when its times do not.

/** How long one candidate is run before anything is counted, and one batch, in milliseconds. */
const WARM_UP_MS = 120;
const BATCH_MS = 2;
const LEAST_ROUNDS = 11;
const MOST_ROUNDS = 301;
const MOST_CALLS = 1 << 20;

/** Returns the value below which a share of the values lies. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values) => quantile(values, 0.5);

function shuffle(list) {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(Math.random() * (at + 1));
    [list[at], list[other]] = [list[other], list[at]];
  }
  return list;
}

/** Returns the number of calls that fill a batch, once the engine has had its time to optimise. */
async function calibrate(run, { warmUpMs, batchMs }) {
  let calls = 1;
  let spent = 0;
  for (;;) {
    const took = await run(calls);
    spent += took;
    const perCall = took / calls;
    const wanted = Math.max(1, Math.min(MOST_CALLS, Math.round(batchMs / Math.max(perCall, 1e-6))));
    if (spent >= warmUpMs) return wanted;
    calls = Math.max(1, Math.min(wanted, calls * 4));
  }
}

/**
 * Measures runs, each a function that makes so many calls and returns, or resolves with, the milliseconds they took.
 * Returns the nanoseconds a call of each run took, one value a round: the n-th values of all runs belong together.
 */
export async function interleave(runs, { seconds, warmUpMs = WARM_UP_MS, batchMs = BATCH_MS }) {
  const calls = [];
  for (const run of runs) calls.push(await calibrate(run, { warmUpMs, batchMs }));
  const samples = runs.map(() => []);
  const until = performance.now() + seconds * 1000;
  for (let round = 0; round < MOST_ROUNDS && (round < LEAST_ROUNDS || performance.now() < until); round += 1) {
    for (const at of shuffle(runs.map((_, at) => at))) {
      samples[at].push(((await runs[at](calls[at])) * 1e6) / calls[at]);
    }
  }
  return samples;
}

const round = (value, digits = 4) => Number(value.toPrecision(digits));
const spread = (values) => ({ median: round(median(values)), low: round(quantile(values, 0.25)), high: round(quantile(values, 0.75)) });

/**
 * Sums samples up: `ns` is what a call took, with its quartiles, and `times` how many times as long as the first one's in
 * the same round. The median of the ratios is not exactly the ratio of the medians.
 */
export function summarise(samples) {
  return samples.map((values) => ({ ns: spread(values), times: spread(values.map((value, at) => value / samples[0][at])) }));
}
