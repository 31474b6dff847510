// Measures whether the time of a comparison depends on where a wrong secret differs, with the method of dudect (Reparaz, Balasch,
// Verbauwhede: "Dude, is my code constant time?"): two classes of claims in random order, the slowest samples cropped, Welch's
// t-test on the rest. Run by `make constant-time`. constant-time.test.mjs checks the same without a clock.
//
// Half of the calls, chosen at random, also run a comparison that stops at the first difference. It is the control: if its
// leak isn't found in the same noise, then finding none in the package means nothing.

import { parseArgs } from "node:util";
import * as countersign from "countersign";
import { faults } from "../../target/faults/faults.mjs";
import { altered, claimFor, COMPARISONS, digits, PLACES } from "./comparisons.mjs";

/** The thresholds of |t| for a suspicion and for certainty (from dudect). */
const SUSPICIOUS = 4.5;
const CERTAIN = 10;

/** The shares of the fastest samples that are tested. An interruption can only make a sample slower. */
const CROPS = [1, 0.99, 0.95, 0.9, 0.75, 0.5, 0.25];
/** The calls in a sample. A sample must take much longer than reading the clock. */
const CALLS = 8;
/** The samples that share a set of claims. It changes, because the classes must not differ by their place in memory. */
const ROUND = 500;

const { values } = parseArgs({ options: { samples: { type: "string", default: "40000" }, help: { type: "boolean" } } });
const samples = Number(values.samples);
if (values.help || !(samples >= ROUND)) {
  console.log(`Measures whether the time of a comparison depends on the secret.

  --samples N   how many samples of ${CALLS} calls to take for each row, at least ${ROUND} (default 40000)

Exits with 0 when no row shows a leak, with 1 when one does, and with 2 when the control was missed: then the machine
was too busy, or there were too few samples.`);
  process.exit(values.help ? 0 : 1);
}

const random = (count) => Math.floor(Math.random() * count);
const randomDigits = () => Array.from({ length: 64 }, () => random(16).toString(16)).join("");

/** The claims of the two classes, made from the right one. */
const CLASSES = {
  "first or last digit wrong": [(claim) => altered(claim, PLACES.first), (claim) => altered(claim, PLACES.last)],
  "random or last digit wrong": [randomDigits, (claim) => altered(claim, PLACES.last)],
};

/** Makes the calls of both classes, alternating and in the same way, so that they only differ in the digits. */
function makeCalls(compare, right, classes) {
  const rightBytes = new TextEncoder().encode(right);
  const calls = [[], []];
  for (let at = 0; at < CALLS * 2; at += 1) {
    const one = at % 2;
    // A new flat string with one byte per character: V8 stores joined strings as trees, and literals in a table.
    const bytes = Buffer.from(classes[one](right), "latin1");
    const call = compare(bytes.toString("latin1"));
    calls[one].push({ call, leak: () => faults.leakyEqual(rightBytes, bytes) });
  }
  return calls;
}

let swallowed = 0;
const nothing = () => true;

/** Runs all calls of a class. Returns the time in nanoseconds. */
function time(calls, leaky) {
  const started = process.hrtime.bigint();
  for (const { call, leak } of calls) {
    try {
      call();
    } catch {
      swallowed += 1;
    }
    (leaky ? leak : nothing)();
  }
  return Number(process.hrtime.bigint() - started);
}

/** Takes the samples of a row, grouped by whether the control ran, then by class. */
function measure(compare, right, classes) {
  const taken = [
    [[], []],
    [[], []],
  ];
  for (let left = samples; left > 0; left -= ROUND) {
    const calls = makeCalls(compare, right, classes);
    for (let warmUp = 0; warmUp < 40; warmUp += 1) time(calls[warmUp % 2], warmUp % 4 < 2);
    for (let sample = 0; sample < ROUND; sample += 1) {
      const [leaky, one] = [random(2), random(2)];
      taken[leaky][one].push(time(calls[one], leaky === 1));
    }
  }
  return taken;
}

/** Returns the t of Welch's test with the largest absolute value of all crops. */
function largestT(classes) {
  const sorted = classes.flat().sort((a, b) => a - b);
  const ts = CROPS.map((crop) => {
    const limit = sorted[Math.ceil(sorted.length * crop) - 1];
    const [a, b] = classes.map((times) => moments(times.filter((time) => time <= limit)));
    return (a.mean - b.mean) / Math.sqrt(a.variance / a.count + b.variance / b.count);
  });
  return ts.reduce((largest, t) => (Math.abs(t) > Math.abs(largest) ? t : largest));
}

function moments(times) {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (times.length - 1);
  return { count: times.length, mean, variance };
}

function verdict(ours, control) {
  if (Math.abs(ours) > CERTAIN) return "LEAKS";
  if (Math.abs(control) <= CERTAIN) return "noisy";
  return Math.abs(ours) > SUSPICIOUS ? "SUSPICIOUS" : "constant";
}

// The stack of an error would take longer than the comparison.
Error.stackTraceLimit = 0;
console.log(
  `${samples} samples of ${CALLS} calls for each row; a leak is certain beyond |t| = ${CERTAIN}, suspicious beyond ${SUSPICIOUS}\n`,
);
const columns = (...cells) =>
  console.log(cells.map((cell, at) => (at < 2 ? cell.padEnd(28) : cell.padStart(at < 4 ? 10 : 14))).join(""));
columns("comparison", "classes", "t", "control t", "verdict");
const verdicts = new Set();
for (const [name, comparison] of Object.entries(COMPARISONS)) {
  for (const [classesName, classes] of Object.entries(CLASSES)) {
    const compare = comparison(countersign, [digits()]);
    const [ours, control] = measure(compare, claimFor(name, digits()), classes).map(largestT);
    verdicts.add(verdict(ours, control));
    columns(name, classesName, ours.toFixed(2), control.toFixed(2), verdict(ours, control));
  }
}
if (swallowed === 0) throw new Error("no claim was refused");
process.exitCode = verdicts.has("LEAKS") || verdicts.has("SUSPICIOUS") ? 1 : verdicts.has("noisy") ? 2 : 0;
