// The help: examples first.

import { CODES_OF_EXIT } from "./exit.js";
import { NAMES, PRESETS } from "./providers.js";

/** The widths of the two columns. */
const LEFT = 28;
const RIGHT = 80;

/** Breaks a text into lines. */
const wrapped = (text) => text.match(new RegExp(`.{1,${RIGHT}}(?= |$)`, "g")).map((line) => line.trim());

/** Returns the help of the whole command. */
export function overview(commands) {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return `Verifies webhooks of Xoxoday, isendu, OptOnDemand, Reward and any other sender, and says why one was refused.

examples
  OPTONDEMAND_SECRET=… npx countersign verify delivery.http -p optondemand
  OPTONDEMAND_SECRET=… npx countersign diagnose delivery.http -p optondemand
  OPTONDEMAND_SECRET=… npx countersign send -p optondemand --to http://127.0.0.1:8080/

commands
${rows.join("\n")}

npx countersign COMMAND --help lists the options of each.

${SENDERS}

${KEYS}

exit status
${Object.entries(CODES_OF_EXIT)
  .map(([status, meaning]) => `  ${status.padEnd(5)}${meaning}`)
  .join("\n")}
`;
}

const SENDERS = `senders
  -p takes a provider (${NAMES.join(", ")}),
  a preset (${PRESETS.join(", ")}),
  or a file with your own scheme, as in -p ./acme.json: see "Any other sender" in the documentation.`;

const KEYS = `keys
  A key comes from the environment (OPTONDEMAND_SECRET, XOXODAY_API_KEY, ISENDU_URL_TOKEN, REWARD_URL_TOKEN; for a preset
  or a file <NAME>_WEBHOOK_SECRET, as in STRIPE_WEBHOOK_SECRET), or from --secret-env, --secret-file or --dotenv. Otherwise
  the command asks for it. It is never an argument: other users of the machine see arguments, and the shell stores them.
  isendu's confirmation needs ISENDU_KEY_ID and ISENDU_SECRET. A token in the URL beside another key is <NAME>_URL_TOKEN.`;

/** Returns the help of one command. */
export function helpOf({ summary, usage, examples, options }) {
  const shown = Object.entries({ ...options, ...COMMON }).filter(([, { help }]) => help !== undefined);
  const rows = shown.flatMap(([name, { short, value, help }]) => {
    const left = `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
    const [first, ...rest] = wrapped(help);
    const beside =
      left.length < LEFT ? [`  ${left.padEnd(LEFT)}${first}`] : [`  ${left}`, `  ${" ".repeat(LEFT)}${first}`];
    return [...beside, ...rest.map((line) => `  ${" ".repeat(LEFT)}${line}`)];
  });
  return `${summary[0].toUpperCase()}${summary.slice(1)}.

examples
${examples.map((example) => `  ${example}`).join("\n")}

usage: npx countersign ${usage}

options
${rows.join("\n")}
`;
}

/** The options of every command. */
export const COMMON = {
  json: { type: "boolean", help: "prints the result as JSON" },
  help: { type: "boolean", short: "h", help: "shows this help" },
};
