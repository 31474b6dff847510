import pino from "pino";
import { boundedDestination } from "./log/destination.mjs";

/**
 * Returns the log: one line of JSON for each thing that happens, to the standard output.
 *
 * Each line names its fields one by one, because requests, deliveries and errors of databases hold secrets and personal
 * data: no header, no URL (it ends in the token), no body, and of an error neither its detail nor its parameters.
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
  if (!(error instanceof Error)) return { message: "something was thrown that is no error" };
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
