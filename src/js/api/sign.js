// Signs a delivery with any scheme.

import { signFor } from "#instance";

const SIGNED_WITH = ["secret", "id", "now", "url"];

/** Formats a time in each unit. */
const UNITS = {
  s: (time) => String(Math.floor(time / 1000)),
  ms: String,
  rfc3339: (time) => new Date(time).toISOString(),
  "iso-utc": (time) => new Date(time).toISOString(),
};

export function sign(scheme, body, options) {
  for (const name of Object.keys(options ?? {}))
    if (!SIGNED_WITH.includes(name)) throw new TypeError(`\`${name}\` is not an option of sign`);
  const { id = "msg_1", now = Date.now(), ...config } = options ?? {};
  if (typeof id !== "string") throw new TypeError("`id` must be a string");
  const write = UNITS[scheme?.timestamp?.unit];
  return signFor(scheme, body, config, write?.(Number(now)), id);
}
