// Changes a document of JSON: objects are merged, everything else is replaced.

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns `value` with `overrides` applied. Removes members that are undefined in `overrides`. */
export function changed(value, overrides) {
  if (!isObject(value) || !isObject(overrides)) return overrides;
  const members = new Map(Object.entries(value));
  for (const [name, override] of Object.entries(overrides)) {
    if (override === undefined) members.delete(name);
    else members.set(name, changed(members.get(name), override));
  }
  // Define each member, so that `__proto__` is a member like any other.
  return Object.fromEntries(members);
}
