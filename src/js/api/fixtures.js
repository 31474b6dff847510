// The sample bodies.

import samples from "#fixtures";
import { changed } from "./overrides.js";

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
