// The receivers of a config that depends on the context. Each config has its own, so tenants never share one.

import { invalidOption } from "./errors.js";

/** How many receivers we keep. A delivery for any other tenant takes a few microseconds longer. */
const MOST_KEPT = 64;

/** Only this package's providers have it, and only handlers use it: see src/js/api/index.js. */
const WITH_HEAD = Symbol.for("countersign.receiverWithHead");

/** Returns a function of the context. It returns, or resolves to, the receiver and its limit: `{ receiver, limit }`. */
export function receivers(provider, config, ip) {
  if (typeof config !== "function") {
    const ready = prepare(provider, config, ip);
    return () => ready;
  }
  const kept = [];
  // We ask for the config at each request, because a secret may have changed. We don't keep failures.
  return async (context) => {
    const given = await config(context);
    if (given === undefined || given === null) throw invalidOption("config", "is a function that returned nothing");
    return keep(kept, given, (each) => prepare(provider, each, ip));
  };
}

function prepare(provider, config, ip) {
  const make = provider.receiver[WITH_HEAD] ?? provider.receiver;
  const receiver = make(config);
  if (ip === undefined && Object.hasOwn(config, "allowedIps")) {
    throw invalidOption("ip", "is required with `allowedIps`: a Request has no peer address");
  }
  // The build inserts the core's default. A receiver of another copy of the package may have no `limit`.
  const limit =
    receiver.limit ?? (Object.hasOwn(config, "maxBodyBytes") ? config.maxBodyBytes : DEFAULT_MAX_BODY_BYTES);
  return { receiver, limit };
}

/** Returns the entry of an equal config, or makes a new one. The list is ordered by last use, the latest first. */
function keep(kept, config, make) {
  const values = read(config);
  // Not a config: the provider throws the right error.
  if (values === undefined) return make(config);
  const at = kept.findIndex((entry) => isSame(entry.values, values));
  const entry = at < 0 ? { values, made: make(asGiven(values)) } : kept[at];
  if (at >= 0) kept.splice(at, 1);
  kept.unshift(entry);
  kept.length = Math.min(kept.length, MOST_KEPT);
  return entry.made;
}

/**
 * Returns the own properties of a config as `[name, value]`, sorted by name. Values that could change later are copied: the
 * same config object may hold another secret next time. Returns `undefined` if the value can't be a config.
 */
function read(config) {
  if (Object.prototype.toString.call(config) !== "[object Object]") return undefined;
  const names = Reflect.ownKeys(config);
  if (names.some((name) => typeof name !== "string")) return undefined;
  const values = names.sort().map((name) => [name, copy(config[name])]);
  return values.every(([, value]) => isValue(value)) ? values : undefined;
}

// No option is a list of lists, so there is no recursion.
const copy = (value) => (Array.isArray(value) ? Array.from(value, copyOne) : copyOne(value));

function copyOne(value) {
  // Not slice(): a slice of a Buffer shares its memory.
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
