// What a handler is told, checked once, so that a mistake stops the start-up and not the first delivery.

import { invalidOption } from "./problems.js";

/** The limit of a config that names none, as everywhere in this package. */
const DEFAULT_MAX_BODY_BYTES = 1_048_576;

const FUNCTIONS = ["onEvent", "onUnreadable", "onRejected", "onError", "ip"];
const NAMES = ["provider", "config", "confirm", ...FUNCTIONS];

/**
 * Checks the options of a handler. `peerOf` returns the address of a request's connection, where requests tell it.
 * In what comes out `config` and `confirm` are functions of the context, and the rest is as it was given.
 */
export function readOptions(given, peerOf) {
  if (typeof given !== "object" || given === null) throw invalidOption("options", "must be an object");
  // Without a prototype: what is not given must not be found on one.
  const own = Object.assign(Object.create(null), given);
  for (const [name, value] of Object.entries(own)) check(name, value);
  if (own.onEvent === undefined) throw invalidOption("onEvent", "is needed");
  if (typeof own.provider?.receiver !== "function") throw invalidOption("provider", "must be one of this package's providers");
  const { provider, config, confirm, ip = peerOf, onError = print } = own;
  return Object.assign(own, { ip, onError, config: readConfig(provider, config, ip), confirm: readConfirm(provider, confirm) });
}

// One that is undefined was meant to be there: a name that was misspelt, a variable that is not set.
function check(name, value) {
  if (!NAMES.includes(name)) throw invalidOption(name, "is unknown here");
  if (value === undefined) throw invalidOption(name, "must not be undefined");
  if (FUNCTIONS.includes(name) && typeof value !== "function") throw invalidOption(name, "must be a function");
}

// A fault that nobody hears of would go on until the provider gives up.
const print = (error) => globalThis.console?.error(error);

/** Returns what returns the receiver and its limit; of a config that depends on the context they are made once, too. */
function readConfig(provider, config, ip) {
  if (typeof config !== "function") {
    const ready = prepare(provider, config, ip);
    return () => ready;
  }
  let kept;
  return async (context) => {
    // What fails is not kept: a binding that was missing may be there next time.
    if (kept === undefined) kept = prepare(provider, await config(context), ip);
    return kept;
  };
}

function prepare(provider, config, ip) {
  const receiver = provider.receiver(config);
  if (ip === undefined && Object.hasOwn(config, "allowedIps")) {
    throw invalidOption("ip", "is needed beside `allowedIps`: a Request does not tell the address of its peer");
  }
  const limit = Object.hasOwn(config, "maxBodyBytes") ? config.maxBodyBytes : DEFAULT_MAX_BODY_BYTES;
  return { receiver, limit };
}

function readConfirm(provider, confirm = null) {
  if (confirm === null) return () => null;
  if (typeof provider.confirm !== "function") throw invalidOption("confirm", "is isendu's alone");
  if (typeof confirm === "function") return confirm;
  // A body that is no confirmation, so that it is the credentials that are checked.
  provider.confirm("{}", confirm);
  return () => confirm;
}
