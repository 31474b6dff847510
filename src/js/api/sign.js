// Signs a delivery with any scheme.

import { signFor } from "#instance";

const SIGNED_WITH = ["secret", "id", "now", "url"];

/** Formats a time in each unit. The module refuses a text that is not a time. */
const iso = (time) => (Number.isNaN(new Date(time).getTime()) ? "" : new Date(time).toISOString());
const UNITS = {
  s: (time) => String(Math.floor(time / 1000)),
  ms: (time) => String(Math.floor(time)),
  rfc3339: iso,
  "iso-utc": iso,
};

const isDate = (value) => Object.prototype.toString.call(value) === "[object Date]";

export function sign(scheme, body, options) {
  for (const name of Object.keys(options ?? {}))
    if (!SIGNED_WITH.includes(name)) throw new TypeError(`\`${name}\` is not an option of sign`);
  const { id, now = Date.now(), ...config } = options ?? {};
  if (id !== undefined && typeof id !== "string") throw new TypeError("`id` must be a string");
  if (typeof now !== "number" && !isDate(now))
    throw new TypeError("`now` must be a number of milliseconds since 1970, or a Date");
  const write = UNITS[scheme?.timestamp?.unit];
  return signFor(scheme, body, config, write?.(Number(now)), id);
}
