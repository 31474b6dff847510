// What a test needs: deliveries that prove what a genuine one would, and sample bodies. Not for production.

import fixtures from "#fixtures";

export function fixture(name) {
  if (!Object.hasOwn(fixtures, name)) {
    throw new RangeError(`no fixture ${JSON.stringify(name)}; there are: ${Object.keys(fixtures).join(", ")}`);
  }
  return fixtures[name];
}
