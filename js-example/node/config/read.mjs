/** Lists all missing and invalid variables at once. */
export class ConfigError extends Error {
  name = "ConfigError";

  /** @param {string[]} problems */
  constructor(problems) {
    super(
      `${problems.length === 1 ? "a variable is" : `${problems.length} variables are`} missing or wrong:\n  ${problems.join("\n  ")}`,
    );
  }
}

/**
 * Reads one variable.
 *
 * @param {string} name
 * @param {import("./variables.mjs").Variable} variable
 * @param {string | undefined} given an empty one counts as not set
 * @returns {{ value?: any, problem?: string }}
 */
export function readVariable(name, variable, given) {
  if (given === undefined || given === "") return { value: variable.default };
  const value = READERS[variable.type](given, variable);
  // The message never shows the value: it may be a secret.
  return value === undefined ? { problem: `${name} must be ${expectation(variable)}` } : { value };
}

const READERS = {
  // Unchanged: a comma or a space is part of a secret.
  text: (given, { least = 1 }) => (given.length >= least ? given : undefined),
  integer: (given, { least, most }) => (/^\d{1,15}$/.test(given) ? within(Number(given), least, most) : undefined),
  number: (given, { least, most }) =>
    /^\d{1,15}(\.\d{1,15})?$/.test(given) ? within(Number(given), least, most) : undefined,
  choice: (given, { choices }) => (choices.includes(given) ? given : undefined),
};

const within = (value, least, most) => (value >= least && value <= most ? value : undefined);

function expectation({ type, least, most, choices }) {
  switch (type) {
    case "text":
      return `at least ${least} characters long`;
    case "choice":
      return `one of ${choices.join(", ")}`;
    default:
      return `${type === "integer" ? "an integer" : "a number"} from ${least} to ${most}`;
  }
}
