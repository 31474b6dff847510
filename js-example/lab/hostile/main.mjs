// The examples one after the other, each within its time.

import { problemsOf, textOf } from "./report.mjs";
import { run } from "./run.mjs";
import { TARGETS } from "./targets.mjs";

const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"];
/** An interrupted run ends what it started, and has this long for it. */
const END_MS = 10_000;
/** Beside the time of its two halves: the start, the last batch (up to a minute), and the work that is left (up to three). */
const MARGIN_MS = 300_000;

/**
 * Runs what the options ask for, and returns the exit code.
 *
 * @param {{ only: string[], short: boolean, seed: number } & import("./run.mjs").Load} options
 */
export async function main({ only, short, ...load }) {
  const interrupted = new AbortController();
  const interrupt = (name) => {
    if (interrupted.signal.aborted) process.exit(1);
    interrupted.abort(new Error(`interrupted by ${name}`));
    setTimeout(() => process.exit(1), END_MS).unref();
  };
  for (const name of INTERRUPTS) process.on(name, interrupt);
  console.log(`seed ${load.seed}: the same one sends the same deliveries again`);

  const failed = [];
  for (const name of only) {
    const target = TARGETS[name];
    console.log(`\n==> ${target.title}`);
    const late = AbortSignal.timeout(2_000 * load.seconds + MARGIN_MS);
    const signal = AbortSignal.any([late, interrupted.signal]);
    const say = (text) => console.log(`  ${text}`);
    const isWell = await run({ ...target, ...load, say, signal }).then(
      (report) => print(report, short),
      (error) => {
        console.error(`  ${error.stack}`);
        return false;
      },
    );
    if (!isWell) failed.push(target.title);
    if (interrupted.signal.aborted) break;
  }
  if (failed.length > 0) console.log(`\nnot well: ${failed.join("; ")}`);
  return failed.length === 0 ? 0 : 1;
}

function print(report, isShort) {
  const problems = problemsOf(report, { isTimed: !isShort });
  console.log(`\n${textOf(report)}`);
  for (const problem of problems) console.log(`  ✗ ${problem}`);
  if (problems.length === 0) console.log("  ✓ all is well");
  return problems.length === 0;
}
