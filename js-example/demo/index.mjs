import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

const HELP = `Plays webhook deliveries, genuine and forged, at the same receiver in Node and in workerd, compares every answer
with what the contract says, lets the simulator of the four providers play, and shows the operator's page.

usage: node demo/index.mjs [options]

  --only <text>        only deliveries whose id or title contains the text, and those they repeat; no simulator, no page
  --count <n>          how many the simulator sends at each server (400)
  --seed <n>           what it sends (39)
  --screenshot <file>  where to save the operator's page (../target/demo/operator.png)
  --no-browser         do not open the page
  --verbose            show the id of each delivery, and at the end what the servers wrote
  --help               show this

Exits with 0 when every answer is as expected, and with 1 when one is not or a server does not start.
`;

const NEEDED = ["countersign", "node", "wrangler", "playwright-core"];

function wrong(text) {
  console.error(`${text}\n\n${HELP}`);
  process.exit(2);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        count: { type: "string", default: "400" },
        seed: { type: "string", default: "39" },
        screenshot: { type: "string" },
        "no-browser": { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return wrong(error.message);
  }
}

function integer(name, text) {
  if (!/^[1-9]\d{0,8}$/.test(text)) wrong(`--${name} must be an integer from 1`);
  return Number(text);
}

const { help, "no-browser": noBrowser, count, seed, ...options } = readOptions();
if (help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const missing = NEEDED.filter((name) => !existsSync(new URL(`../node_modules/${name}/package.json`, import.meta.url)));
if (missing.length > 0) {
  console.error(`not installed: ${missing.join(", ")}. README.md says how to.`);
  process.exit(2);
}

const { run } = await import("./run.mjs");
// An interrupted run may still have requests under way: they are not waited for.
process.exit(
  await run({ ...options, browser: !noBrowser, count: integer("count", count), seed: integer("seed", seed) }),
);
