// What a test needs: deliveries that prove what a genuine one would, and sample bodies. Not for production.

import { sign } from "#instance";
import fixtures from "#fixtures";

const signer = (provider) => Object.freeze({ sign: (body, config) => sign(provider, body, config) });

export const optondemand = signer("optondemand");
export const xoxoday = signer("xoxoday");

export function fixture(name) {
  if (!Object.hasOwn(fixtures, name)) {
    throw new RangeError(`no fixture ${JSON.stringify(name)}; there are: ${Object.keys(fixtures).join(", ")}`);
  }
  return fixtures[name];
}
