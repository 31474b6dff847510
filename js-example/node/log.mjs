import pino from "pino";
import { boundedDestination } from "./log/destination.mjs";

/**
 * Returns the log: one line of JSON for each event, to the standard output.
 *
 * Each logged field is named here, because requests, deliveries and database errors contain secrets and personal data: no header,
 * no URL (it ends in the token), no body, and neither the detail nor the parameters of an error.
 *
 * @param {string} level
 * @param {{ write: (line: string) => void }} [destination]
 */
export function createLog(level, destination = boundedDestination(process.stdout)) {
  const options = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return pino(options, destination);
}

/**
 * @param {unknown} error
 */
export function describeError(error) {
  if (!(error instanceof Error)) return { message: "a thrown value that is not an Error" };
  const { name, code, message, stack } = error;
  return {
    name,
    code,
    message,
    at: stack
      ?.split("\n")
      .find((line) => /^\s+at /.test(line))
      ?.trim(),
  };
}
