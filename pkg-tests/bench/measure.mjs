// Compares candidates in rounds. In each round every candidate runs one short batch, in a random order. A slow machine slows down
// all of them, so the ratios within a round stay valid even if the times don't.

/** The warm-up time of a candidate, and the time of one batch, in milliseconds. */
const WARM_UP_MS = 100;
const BATCH_MS = 0.5;
const LEAST_ROUNDS = 11;
const MOST_ROUNDS = 999;
const MOST_CALLS = 1 << 20;
const MOST_TRIES = 2000;

/** Returns a quantile of the values. */
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

/** Returns the number of calls that fill a batch, after a warm-up. */
async function calibrate(run, { warmUpMs = WARM_UP_MS, batchMs = BATCH_MS, mostCalls = MOST_CALLS }) {
  let calls = 1;
  for (let spent = 0, tries = 1; ; tries += 1) {
    const took = await run(calls);
    spent += took;
    const wanted = Math.max(1, Math.min(mostCalls, Math.round((batchMs * calls) / Math.max(took, 1e-3))));
    if (spent >= warmUpMs || tries === MOST_TRIES) return wanted;
    calls = Math.min(wanted, calls * 4);
  }
}

/**
 * Measures runs. Each is a function that makes a number of calls and resolves to the milliseconds that they took. Returns the
 * nanoseconds per call of each run, one value per round: the n-th values of all runs come from the same round.
 */
export async function interleave(runs, { seconds, leastRounds = LEAST_ROUNDS, mostRounds = MOST_ROUNDS, ...batch }) {
  const calls = [];
  for (const run of runs) calls.push(await calibrate(run, batch));
  const samples = runs.map(() => []);
  const until = performance.now() + seconds * 1000;
  for (let round = 0; round < mostRounds && (round < leastRounds || performance.now() < until); round += 1) {
    for (const at of shuffle(runs.map((_, at) => at))) {
      samples[at].push(Math.round(((await runs[at](calls[at])) * 1e6) / calls[at]));
    }
  }
  return samples;
}

export const quartiles = (values) => [0.25, 0.5, 0.75].map((share) => Number(quantile(values, share).toPrecision(4)));

/**
 * Combines the results of a row from several processes, each `{ candidates, samples }`. For each candidate it returns the
 * quartiles of `ns`, the time of a call, and of `times`, the ratio to the first candidate in the same round. The median of the
 * ratios isn't exactly the ratio of the medians.
 */
export function summarise(row, forks) {
  const of = ({ candidates, samples }, name) => samples[candidates.findIndex((candidate) => candidate.name === name)];
  const { candidates } = forks[0];
  const base = candidates[0].name;
  const summary = candidates.map(({ name, parses }) => {
    const ns = forks.flatMap((fork) => of(fork, name));
    const times = forks.flatMap((fork) => of(fork, name).map((value, round) => value / of(fork, base)[round]));
    return { name, parses, ns: quartiles(ns), times: quartiles(times) };
  });
  return { row, rounds: forks.reduce((sum, { samples }) => sum + samples[0].length, 0), candidates: summary };
}
