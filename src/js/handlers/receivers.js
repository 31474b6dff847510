// The receivers of a config that depends on the context: one for each different config, so that tenants never share one.

import { invalidOption } from "./errors.js";

/** How many receivers are kept. A tenant beyond them costs a few microseconds more at each delivery. */
const MOST_KEPT = 64;

/** What the package's own providers have for handlers alone: see src/js/api/index.js. */
const WITH_HEAD = Symbol.for("countersign.receiverWithHead");

/** Returns a function of the context that returns, or resolves to, the receiver and its limit: `{ receiver, limit }`. */
export function receivers(provider, config, ip) {
  if (typeof config !== "function") {
    const ready = prepare(provider, config, ip);
    return () => ready;
  }
  const kept = [];
  // Asked for each request, because a secret may be another one by now. What fails is not kept.
  return async (context) => keep(kept, await config(context), (given) => prepare(provider, given, ip));
}

function prepare(provider, config, ip) {
  const make = provider.receiver[WITH_HEAD] ?? provider.receiver;
  const receiver = make(config);
  if (ip === undefined && Object.hasOwn(config, "allowedIps")) {
    throw invalidOption("ip", "is needed beside `allowedIps`: a Request does not tell the address of its peer");
  }
  // The build puts the core's default in. A receiver of another copy of the package may not tell its limit.
  const limit =
    receiver.limit ?? (Object.hasOwn(config, "maxBodyBytes") ? config.maxBodyBytes : DEFAULT_MAX_BODY_BYTES);
  return { receiver, limit };
}

/** Returns what was made of the same config before, or makes it. The list is in the order of use, the latest first. */
function keep(kept, config, make) {
  const values = read(config);
  // That it is no config is for the provider to say.
  if (values === undefined) return make(config);
  const at = kept.findIndex((entry) => isSame(entry.values, values));
  const entry = at < 0 ? { values, made: make(asGiven(values)) } : kept[at];
  if (at >= 0) kept.splice(at, 1);
  kept.unshift(entry);
  kept.length = Math.min(kept.length, MOST_KEPT);
  return entry.made;
}

/**
 * Returns the own properties of a config as `[name, value]`, in the order of their names, with copies of what could change
 * later: a config object may be the same one with another secret in it. `undefined` for what a config cannot be.
 */
function read(config) {
  if (Object.prototype.toString.call(config) !== "[object Object]") return undefined;
  const names = Reflect.ownKeys(config);
  if (names.some((name) => typeof name !== "string")) return undefined;
  const values = names.sort().map((name) => [name, copy(config[name])]);
  return values.every(([, value]) => isValue(value)) ? values : undefined;
}

// No option is a list of lists, so that nothing recurses.
const copy = (value) => (Array.isArray(value) ? Array.from(value, copyOne) : copyOne(value));

function copyOne(value) {
  // Not slice(), which of a Buffer is the same memory.
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  return value instanceof Date ? value.getTime() : value;
}

const isValue = (value) => (Array.isArray(value) ? value.every(isOne) : isOne(value));
const isOne = (value) => ["string", "number", "boolean"].includes(typeof value) || value instanceof Uint8Array;

const asGiven = (values) => Object.fromEntries(values);

function isSame(one, other) {
  if (typeof one !== "object" || typeof other !== "object") return Object.is(one, other);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    one.length === other.length &&
    Array.prototype.every.call(one, (value, at) => isSame(value, other[at]))
  );
}
