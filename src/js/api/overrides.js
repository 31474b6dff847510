// Changes a document of JSON: objects are merged, everything else is replaced.

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns `value` with `overrides` put over it. A member that is undefined there is removed. */
export function changed(value, overrides) {
  if (!isObject(value) || !isObject(overrides)) return overrides;
  const members = new Map(Object.entries(value));
  for (const [name, override] of Object.entries(overrides)) {
    if (override === undefined) members.delete(name);
    else members.set(name, changed(members.get(name), override));
  }
  // Defines its members, so that one called `__proto__` is a member like any other.
  return Object.fromEntries(members);
}
