// Runs one of the commands, and exits with its status.

import { parseArgs } from "node:util";
import { isWebhookError } from "countersign";
import { version } from "#version";
import { COMMANDS } from "./commands.js";
import { ACCEPTED, Failure, IO, USAGE, usage } from "./exit.js";
import { COMMON, helpOf, overview } from "./help.js";
import { didYouMean } from "./similar.js";
import { harmless, note, say } from "./terminal.js";

/** Options with which a user might try to pass a key. */
const KEYS = ["secret", "api-key", "apikey", "key", "token", "url-token", "password"];

function refuseKeys(words) {
  for (const word of words) {
    const [, name] = /^--([\w-]+)(?:=|$)/.exec(word) ?? [];
    if (KEYS.includes(name))
      throw usage(
        `--${name} is refused: other users of the machine see an argument, and the shell stores it. Use the environment, --secret-env NAME, --secret-file FILE or --dotenv FILE`,
      );
  }
}

/** Reads the arguments of a command. */
function readWords(command, words) {
  const options = { ...command.options, ...COMMON };
  refuseKeys(words);
  try {
    const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true, strict: true });
    if (positionals.length > command.files && !values.help)
      // Without its value, which may be a key.
      throw usage(
        `too many arguments: ${command.files} at most. For a key, pass the NAME of its variable with --secret-env`,
      );
    return { options: values, files: positionals };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const [, name] = /'--?([\w-]+)/.exec(error.message) ?? [];
    const known = Object.keys(options).map((each) => `--${each}`);
    const isUnknown = error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION";
    throw usage(isUnknown ? `there is no option --${name}.${didYouMean(`--${name ?? ""}`, known)}` : error.message);
  }
}

async function main([name, ...words]) {
  if (name === "--version") {
    say(version);
    return ACCEPTED;
  }
  // `help verify` shows the same as `verify --help`.
  if (name === "help" && words.length > 0 && !words[0].startsWith("-")) return main([words[0], "--help"]);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const text = overview(COMMANDS);
    if (name === undefined) throw usage(`name a command\n\n${text}`);
    say(text);
    return ACCEPTED;
  }
  if (!Object.hasOwn(COMMANDS, name))
    throw usage(`there is no command ${harmless(name)}.${didYouMean(name, Object.keys(COMMANDS))} See --help`);
  const command = COMMANDS[name];
  const read = readWords(command, words);
  if (!read.options.help) return command.run(read);
  say(helpOf(command));
  return ACCEPTED;
}

// The reader of the output may stop, like `head`.
process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? ACCEPTED : IO));

/** Returns the text for a problem: the whole message if it is for the user, else one line without a stack. */
const firstLine = (error, isWhole) =>
  isWhole ? error.message : `it broke off: ${harmless(String(error?.message ?? error).split("\n")[0])}`;

/** Returns the exit status of a problem. Never 1, which means that a delivery was refused. */
function statusOf(error) {
  if (error instanceof Failure) return error.status;
  return isWebhookError(error) ? USAGE : IO;
}

process.on("uncaughtException", (error) => {
  note(firstLine(error, false));
  process.exit(statusOf(error));
});

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error) => {
    note(firstLine(error, error instanceof Failure));
    process.exitCode = statusOf(error);
  },
);
