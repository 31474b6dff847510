import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

const HELP = `Plays webhook deliveries, genuine and forged, at the same receiver in Node and in workerd,
and compares every answer with what the contract says.

usage: node demo.mjs [options]

  --only <text>  only deliveries whose id or title contains the text, and those they repeat
  --verbose      show the id of each delivery, and at the end what the servers wrote
  --help         show this

Exits with 0 when every answer is as expected, and with 1 when one is not or a server does not start.
`;

const NEEDED = ["countersign", "node", "wrangler"];

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const missing = NEEDED.filter((name) => !existsSync(new URL(`node_modules/${name}/package.json`, import.meta.url)));
if (missing.length > 0) {
  console.error(`not installed: ${missing.join(", ")}. README.md says how to.`);
  process.exit(2);
}

const { run } = await import("./demo/run.mjs");
// An interrupted run may still have requests under way: they are not waited for.
process.exit(await run(options));
