import { parseArgs } from "node:util";
import { chosen, requirePackages } from "../launch/command-line.mjs";
import { TARGETS } from "./target.mjs";

const NAMES = Object.keys(TARGETS);
const HELP = `Sends deliveries to the examples while it kills them, fills their disks and cuts their connections. Then it
compares their data with the sender's own account.

usage: node lab/torture/index.mjs [options]

  --only <names>      some of ${NAMES.join(", ")}, separated by commas
  --deliveries <n>    how many to each example (100000; with --short 2500)
  --rounds <n>        how often each fault strikes (4; with --short 1)
  --seed <n>          decides the messages and their order; random by default
  --short             the short form; make test includes it
  --no-bench          do not measure the cost of each part
  --no-torture        measure only
  --help              show this

Exits with 0 if every account balances, with 1 if one does not or something does not start, with 2 for wrong options.
PostgreSQL is a private one from Debian's package. With DATABASE_URL it is yours: the run creates a database there and
removes it, and never kills the server.
`;

const wrong = (text) => {
  console.error(`${text}\n\n${HELP}`);
  process.exit(2);
};

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string" },
        deliveries: { type: "string" },
        rounds: { type: "string" },
        seed: { type: "string" },
        short: { type: "boolean", default: false },
        "no-bench": { type: "boolean", default: false },
        "no-torture": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    return wrong(error.message);
  }
}

function integer(name, text, fallback) {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) wrong(`--${name} must be an integer from 1`);
  return Number(text);
}

const given = readOptions();
if (given.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const only = chosen(given.only, NAMES, wrong);
const options = {
  only,
  deliveries: integer("deliveries", given.deliveries, given.short ? 2_500 : 100_000),
  rounds: integer("rounds", given.rounds, given.short ? 1 : 4),
  seed: integer("seed", given.seed, 1 + Math.floor(Math.random() * 999_999_999)),
  short: given.short,
  bench: !given["no-bench"] && !given.short,
  torture: !given["no-torture"],
};

requirePackages(wrong);

const { main } = await import("./main.mjs");
process.exit(await main(options));
