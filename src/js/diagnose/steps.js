// Reads the steps of a proof, as the names and values for the module.

import { isObject, own, readList } from "../input/own.js";

const { isArray } = Array;
const { keys } = Object;

/** Returns alternating operations and lists of arguments; `null` if the steps aren't a list. */
export const readSteps = (steps) => (isArray(steps) ? (readList(steps, readStep)?.flat() ?? null) : null);

function readStep(step) {
  if (!isObject(step)) return [null, null];
  const args = own(step, "args");
  const members = isObject(args) ? keys(args).flatMap((name) => [name, readArgument(args[name])]) : null;
  return [own(step, "op"), members];
}

function readArgument(value) {
  if (isArray(value)) return readList(value, readArgument);
  return typeof value === "string" || typeof value === "number" ? value : null;
}
