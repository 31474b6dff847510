import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { TARGETS } from "./target.mjs";

const NAMES = Object.keys(TARGETS);
const HELP = `Plays deliveries at the examples while it kills them, fills their disks and cuts their connections, and then
compares what they hold with the sender's own account.

usage: node lab/torture/index.mjs [options]

  --only <names>      of ${NAMES.join(", ")}; several separated by commas
  --deliveries <n>    how many at each example (100000; in short 4000)
  --rounds <n>        how often each fault strikes (4; in short 1)
  --seed <n>          what is sent, and in which order; without it, another each time
  --short             the short form, which is part of make test
  --no-bench          do not measure what each part costs
  --no-torture        measure only
  --help              show this

Exits with 0 when every account balances, with 1 when one does not or something does not start, with 2 for wrong options.
PostgreSQL is a private one, made by Debian's package; with DATABASE_URL it is yours, of which a database of its own is
made and removed, and which is not killed.
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
const only = given.only?.split(",").map((name) => name.trim()) ?? NAMES;
for (const name of only) if (!NAMES.includes(name)) wrong(`--only: there is no ${JSON.stringify(name)}`);
const options = {
  only,
  deliveries: integer("deliveries", given.deliveries, given.short ? 4_000 : 100_000),
  rounds: integer("rounds", given.rounds, given.short ? 1 : 4),
  seed: integer("seed", given.seed, 1 + Math.floor(Math.random() * 999_999_999)),
  short: given.short,
  bench: !given["no-bench"] && !given.short,
  torture: !given["no-torture"],
};

const missing = ["countersign", "node", "wrangler"].filter(
  (name) => !existsSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url)),
);
if (missing.length > 0) wrong(`not installed: ${missing.join(", ")}. README.md says how to.`);

const { main } = await import("./main.mjs");
process.exit(await main(options));
