// Checks the options of a handler once, so that a mistake shows at start-up and not at the first delivery.

import { confirmed, invalidOption } from "./errors.js";
import { receivers } from "./receivers.js";

/** How long a body may take, by default. */
const BODY_TIMEOUT_SECONDS = 30;

const FUNCTIONS = ["onEvent", "onUnreadable", "onRejected", "onError", "ip"];
const TIMES = ["bodyTimeoutSeconds", "eventTimeoutSeconds"];
const IN_CONFIG = ["secret", "apiKey", "urlToken", "urlTokenParam", "allowedIps", "acceptUnauthenticated"].concat([
  "maxBodyBytes",
  "maxAgeSeconds",
  "maxFutureSeconds",
  "now",
  "url",
]);
const NAMES = ["provider", "config", "confirm", ...FUNCTIONS, ...TIMES];

/**
 * Checks the options of a handler. `peerOf` returns the address of a request's connection, if requests have it.
 * In the result, `receiverFor` and `confirm` are functions of the context; the other options are unchanged.
 */
export function readOptions(given, peerOf) {
  if (typeof given !== "object" || given === null) throw invalidOption("options", "must be an object");
  // Without a prototype, so that a missing option can't be found on one.
  const own = Object.assign(Object.create(null), given);
  for (const [name, value] of Object.entries(own)) check(name, value);
  if (own.onEvent === undefined) throw invalidOption("onEvent", "is required");
  if (typeof own.provider?.receiver !== "function")
    throw invalidOption("provider", "must be one of this package's providers, or `custom(scheme)` for a scheme");
  const { provider, config, confirm, ip = peerOf, onError = print, bodyTimeoutSeconds = BODY_TIMEOUT_SECONDS } = own;
  const receiverFor = receivers(provider, config, ip);
  return Object.assign(own, { ip, onError, bodyTimeoutSeconds, receiverFor, confirm: readConfirm(provider, confirm) });
}

// A typo in the case of a letter, or an option of the provider that belongs into `config`.
function suggestionFor(name) {
  const similar = NAMES.find((known) => known.toLowerCase() === name.toLowerCase());
  if (similar !== undefined) return `: did you mean \`${similar}\`?`;
  return IN_CONFIG.includes(name) ? ": put it into `config`" : "";
}

// An option that is undefined is a mistake: a misspelt name, or a variable that is not set.
function check(name, value) {
  if (!NAMES.includes(name)) throw invalidOption(name, `is not an option of a handler${suggestionFor(name)}`);
  if (value === undefined) throw invalidOption(name, "must not be undefined");
  if (FUNCTIONS.includes(name) && typeof value !== "function") throw invalidOption(name, "must be a function");
  if (TIMES.includes(name) && !(Number.isFinite(value) && value > 0))
    throw invalidOption(name, "must be a number of seconds above 0");
}

// Without a report, a fault would go unnoticed until the provider gives up.
const print = (error) => globalThis.console?.error(error);

function readConfirm(provider, confirm = null) {
  if (confirm === null) return () => null;
  if (typeof provider.confirm !== "function") throw invalidOption("confirm", "is only for isendu");
  if (typeof confirm === "function") return confirm;
  // This body is not a confirmation: the call only checks the credentials.
  confirmed(provider, "{}", confirm);
  return () => confirm;
}
