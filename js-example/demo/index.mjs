import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

const HELP = `Sends genuine and forged deliveries to the same receiver on Node and in workerd. Compares every answer with the
contract. Then runs the simulator of the four providers, and takes a screenshot of the operator's page.

usage: node demo/index.mjs [options]

  --only <text>        only deliveries with the text in their id or title, and those they repeat; no simulator, no page
  --count <n>          how many the simulator sends to each server (400)
  --seed <n>           the simulator's random seed (39)
  --screenshot <file>  where to save the operator's page (../target/demo/operator.png)
  --no-browser         do not open the page
  --verbose            show the id of each delivery, and the servers' output at the end
  --help               show this

Exits with 0 if every answer is as expected, and with 1 if one is not or a server does not start.
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
  console.error(`not installed: ${missing.join(", ")}. README.md explains the installation.`);
  process.exit(2);
}

const { run } = await import("./run.mjs");
// An interrupted run may still have open requests. We do not wait for them.
process.exit(
  await run({ ...options, browser: !noBrowser, count: integer("count", count), seed: integer("seed", seed) }),
);
