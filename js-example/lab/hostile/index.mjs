import { parseArgs } from "node:util";
import { chosen, requirePackages } from "../launch/command-line.mjs";
import { TARGETS } from "./targets.mjs";

const NAMES = Object.keys(TARGETS);
const HELP = `Sends genuine deliveries to the examples, first alone and then among strangers without a secret: connections that send nothing,
bodies that do not end, and batches of 1 MiB. Prints how long the deliveries took, what memory the server took, and whether all are
stored exactly once.

usage: node lab/hostile/index.mjs [options]

  --only <names>      of ${NAMES.join(", ")}; several separated by commas
  --seconds <n>       how long each half takes (20; in short 3)
  --rate <n>          genuine deliveries a second (40)
  --strangers <n>     connections of strangers at a time, at most 5000 (500; in short 200)
  --batches <n>       batches of 1 MiB at most (as many as there is time for; in short 1)
  --senders <n>       batches that are sent at a time (1)
  --seed <n>          the deliveries that are sent; without it, others each time
  --short             the short form, which is part of make test: it judges nothing by time
  --help              show this

Exits with 0 when all is well: every delivery stored once, no line of level error by a stranger, no answer after the server's own limit,
memory below the bound, and in the long form 99 of 100 deliveries answered within a second. Exits with 1 when it is not, with 2 for
wrong options. The crowd runs in processes of its own, on 127.0.0.1 only, and ends by itself.
`;

const wrong = (text) => {
  console.error(`${text}\n\n${HELP}`);
  process.exit(2);
};

const NUMBERS = { seconds: 600, rate: 1_000, strangers: 5_000, batches: 10_000, senders: 100, seed: 999_999_999 };

function readOptions() {
  const numbers = Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, { type: "string" }]));
  const flags = { short: { type: "boolean", default: false }, help: { type: "boolean", default: false } };
  try {
    return parseArgs({ options: { only: { type: "string" }, ...numbers, ...flags } }).values;
  } catch (error) {
    return wrong(error.message);
  }
}

function integer(given, name, fallback) {
  const text = given[name];
  if (text === undefined) return fallback;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > NUMBERS[name]) wrong(`--${name} must be an integer from 1 to ${NUMBERS[name]}`);
  return value;
}

const given = readOptions();
if (given.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const only = chosen(given.only, NAMES, wrong);
const { short } = given;
const options = {
  only,
  short,
  seconds: integer(given, "seconds", short ? 3 : 20),
  perSecond: integer(given, "rate", 40),
  strangers: integer(given, "strangers", short ? 200 : 500),
  batches: integer(given, "batches", short ? 1 : NUMBERS.batches),
  senders: integer(given, "senders", 1),
  seed: integer(given, "seed", 1 + Math.floor(Math.random() * 999_999)),
};

requirePackages(wrong);

const { main } = await import("./main.mjs");
process.exit(await main(options));
