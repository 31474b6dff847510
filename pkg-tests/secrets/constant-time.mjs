// Measures whether the time of a comparison tells where a wrong secret is wrong, after the method of dudect (Reparaz,
// Balasch, Verbauwhede: "Dude, is my code constant time?"): two classes of claims in random order, the slowest samples
// cropped, Welch's t-test on what is left. Run by `make constant-time`; its counterpart without a clock is
// constant-time.test.mjs.
//
// Half of the calls, drawn at random, have a comparison beside them that stops at the first difference. That is the
// control: unless its leak is found in the very same noise, finding none in the package would mean nothing.

import { parseArgs } from "node:util";
import * as countersign from "countersign";
import { faults } from "../../target/faults/faults.mjs";
import { altered, claimFor, COMPARISONS, digits, PLACES } from "./comparisons.mjs";

/** Beyond the one, |t| is suspicious; beyond the other, there is no doubt (as dudect has them). */
const SUSPICIOUS = 4.5;
const CERTAIN = 10;

/** The shares of the fastest samples that are looked at; an interruption only ever makes a sample slower. */
const CROPS = [1, 0.99, 0.95, 0.9, 0.75, 0.5, 0.25];
/** The calls in a sample, so that it is long beside what reading the clock takes. */
const CALLS = 8;
/** The samples for which one set of claims is used: where they lie in memory must not tell the classes apart. */
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

/** What the two classes claim, given the claim that would be right. */
const CLASSES = {
  "first or last digit wrong": [(claim) => altered(claim, PLACES.first), (claim) => altered(claim, PLACES.last)],
  "random or last digit wrong": [randomDigits, (claim) => altered(claim, PLACES.last)],
};

/** Makes both classes' calls, one by one in turn and all in the same way, so that they are alike but for the digits. */
function makeCalls(compare, right, classes) {
  const rightBytes = new TextEncoder().encode(right);
  const calls = [[], []];
  for (let at = 0; at < CALLS * 2; at += 1) {
    const one = at % 2;
    // A new flat string of one byte a character: V8 keeps joined ones as trees, and literals in a table.
    const bytes = Buffer.from(classes[one](right), "latin1");
    const call = compare(bytes.toString("latin1"));
    calls[one].push({ call, leak: () => faults.leakyEqual(rightBytes, bytes) });
  }
  return calls;
}

let swallowed = 0;
const nothing = () => true;

/** Runs all calls of a class; returns the nanoseconds that they took. */
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

/** Takes the samples of a row: by whether the leak stood beside them, then by class. */
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

/** Returns the t of Welch's test, the largest in absolute value of all crops. */
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

// The stack of each error would cost more than the comparison.
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
