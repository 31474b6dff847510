// The examples one after the other, each within its time.

import { EXAMPLES } from "../bench/examples.mjs";
import { measure, tableOf } from "../bench/measure.mjs";
import { run } from "./run.mjs";
import { explanations, problemsOf, textOf } from "./report.mjs";
import { TARGETS } from "./target.mjs";

const MINUTE = 60_000;
const BENCH = { rounds: 3, ms: 4_000, limitMs: 10 * MINUTE };
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"];
/** How long an interrupted run may take to stop everything that it started. */
const END_MS = 10_000;
/** The providers' clock runs faster by a factor: the shortest window, Xoxoday's 21 minutes, takes 10 or 21 seconds. */
const FORMS = {
  short: { factor: 120, pauseMs: 1_000, megabytes: 400, limitMs: 4 * MINUTE },
  full: { factor: 60, pauseMs: 2_500, megabytes: 8_192, limitMs: 40 * MINUTE },
};

/**
 * Runs the chosen examples, and returns the exit code.
 *
 * @param {{ only: string[], deliveries: number, rounds: number, seed: number, short: boolean, bench: boolean, torture: boolean }} options
 */
export async function main({ only, deliveries, rounds, seed, short, bench, torture }) {
  const controller = new AbortController();
  const interrupt = (name) => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort(new Error(`interrupted by ${name}`));
    setTimeout(() => process.exit(1), END_MS).unref();
  };
  for (const name of INTERRUPTS) process.on(name, interrupt);
  const form = FORMS[short ? "short" : "full"];
  console.log(`seed ${seed}: the same one sends the same bytes again`);

  const failed = [];
  for (const name of torture ? only : []) {
    const { title, start } = await TARGETS[name]();
    console.log(`\n==> ${title}: ${deliveries} deliveries`);
    const say = (text) => console.log(`  ${text}`);
    const isBalanced = await within(form.limitMs, controller, (signal) =>
      run({ ...form, start, deliveries, seed, rounds, say, signal }).then(print),
    ).catch((error) => {
      console.error(`  ${error.stack}`);
      return false;
    });
    if (!isBalanced) failed.push(title);
    if (controller.signal.aborted) break;
  }
  if (bench) failed.push(...(await measureAll(only, seed, controller)));
  if (failed.length === 0) return 0;
  console.log(`\nnot balanced, or not finished: ${failed.join("; ")}\n${explanations()}`);
  return 1;
}

/** Measures the cost of each part. Returns the examples that could not be measured. */
async function measureAll(names, seed, controller) {
  console.log("\n==> what each part costs");
  const failed = [];
  for (const name of names.filter((each) => Object.hasOwn(EXAMPLES, each))) {
    const say = (text) => console.log(`  ${text}`);
    const signal = AbortSignal.any([AbortSignal.timeout(BENCH.limitMs), controller.signal]);
    await measure(name, { ...BENCH, seed, say, signal }).then(
      (figures) => console.log(`\n${tableOf(figures)}\n`),
      (error) => {
        console.error(`  ${error.stack}`);
        failed.push(`the figures of ${name}`);
      },
    );
    if (controller.signal.aborted) break;
  }
  return failed;
}

function print(report) {
  const problems = problemsOf(report);
  console.log(`\n${textOf(report)}`);
  for (const problem of problems) console.log(`  ✗ ${problem}`);
  console.log(
    problems.length === 0
      ? "  ✓ the account balances: nothing lost, nothing doubled"
      : `  ✗ ${problems.length} problems`,
  );
  return problems.length === 0;
}

async function within(limitMs, controller, act) {
  const late = AbortSignal.timeout(limitMs);
  const signal = AbortSignal.any([late, controller.signal]);
  return act(signal);
}
