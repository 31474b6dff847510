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
  const options = { ip: peerOf, onError: (error) => globalThis.console?.error(error), ...given };
  for (const name of Object.keys(options)) {
    if (!NAMES.includes(name)) throw invalidOption(name, "is unknown here");
    if (Object.hasOwn(given, name) && options[name] === undefined) throw invalidOption(name, "must not be undefined");
  }
  for (const name of FUNCTIONS) {
    if (options[name] !== undefined && typeof options[name] !== "function") throw invalidOption(name, "must be a function");
  }
  if (options.onEvent === undefined) throw invalidOption("onEvent", "is needed");
  if (typeof options.provider?.receiver !== "function") throw invalidOption("provider", "must be one of this package's providers");
  return { ...options, config: readConfig(options), confirm: readConfirm(options) };
}

/** Returns a function that returns the receiver and its limit; one that depends on the context is made once, too. */
function readConfig({ provider, config, ip }) {
  if (typeof config !== "function") {
    const ready = prepare(provider, config, ip);
    return () => ready;
  }
  let kept;
  return async (context) => {
    if (kept === undefined) {
      // What fails is not kept: a binding that was missing may be there next time.
      const ready = prepare(provider, await config(context), ip);
      kept ??= ready;
    }
    return kept;
  };
}

function prepare(provider, config, ip) {
  const receiver = provider.receiver(config);
  if (ip === undefined && Object.hasOwn(config, "allowedIps")) {
    throw invalidOption("ip", "is needed beside `allowedIps`: a Request does not tell the address of the peer");
  }
  const limit = Object.hasOwn(config, "maxBodyBytes") ? config.maxBodyBytes : DEFAULT_MAX_BODY_BYTES;
  return { receiver, limit };
}

function readConfirm({ provider, confirm = null }) {
  if (confirm === null || typeof confirm === "function") {
    if (confirm !== null) mustConfirm(provider);
    return confirm ?? (() => null);
  }
  mustConfirm(provider);
  // No confirmation, so that nothing but the credentials is looked at.
  provider.confirm("{}", confirm);
  return () => confirm;
}

function mustConfirm(provider) {
  if (typeof provider.confirm !== "function") throw invalidOption("confirm", "is isendu's alone");
}
