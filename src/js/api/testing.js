// What a test needs: sample bodies, and deliveries that prove what a genuine one would. Not for production.

import samples from "#fixtures";
import { signFor } from "#instance";
import { changed } from "./overrides.js";

export { deliver } from "./deliver.js";

export function fixture(name, overrides) {
  if (!Object.hasOwn(samples, name)) {
    throw new RangeError(`no fixture ${JSON.stringify(name)}; there are: ${Object.keys(samples).join(", ")}`);
  }
  return overrides === undefined ? samples[name] : JSON.stringify(changed(JSON.parse(samples[name]), overrides));
}

export function fixtures() {
  const names = {};
  for (const name of Object.keys(samples)) (names[name.split(".", 1)[0]] ??= []).push(name);
  return names;
}

const SIGNED_WITH = ["secret", "id", "now", "url"];

/** How a time is written in each unit. */
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
