// Where keys come from: the environment, a file, a file of variables, or a hidden prompt; never an argument.

import { isWebhookError } from "countersign";
import { usage } from "./exit.js";
import { toText } from "../requests/bytes.js";
import { readBytes, readText } from "./files.js";
import { askHidden, canAsk } from "./prompt.js";
import { signsUrl, tokenVariable } from "./providers.js";
import { note } from "./terminal.js";

export const KEY_OPTIONS = {
  "secret-env": { type: "string", value: "NAME", help: "the variable with the key" },
  "secret-file": { type: "string", value: "FILE", help: "the file with the key; one newline at its end is removed" },
  "secret-exact": { type: "boolean", help: "keeps this newline" },
  dotenv: { type: "string", value: "FILE", help: "a file of NAME=value lines; quotation marks are kept" },
  // Its first name. Node itself takes this option wherever it stands, and then ends if there is no such file.
  "env-file": { type: "string", value: "FILE" },
};

const NEWLINE = /\r?\n$/;

function fromFile(file, isExact) {
  const bytes = readBytes(file);
  const text = toText(bytes);
  if (text === undefined) return bytes;
  if (isExact || !NEWLINE.test(text)) return text;
  note(`${file}: one newline at the end was dropped; --secret-exact keeps it`);
  return text.replace(NEWLINE, "");
}

/** Returns the raw value of a variable in a file of variables. */
function fromEnvFile(file, name) {
  const line = readText(file)
    .split("\n")
    .find((each) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(each));
  return line?.slice(line.indexOf("=") + 1);
}

function variable(options, name) {
  const file = options.dotenv ?? options["env-file"];
  return (file === undefined ? undefined : fromEnvFile(file, name)) ?? process.env[name];
}

/** Returns the token in the URL of a provider that has another key. */
export const tokenOf = (options, { name }) => variable(options, tokenVariable(name));

/** Returns the key id of isendu's API key. */
export const keyIdOf = (options) => variable(options, "ISENDU_KEY_ID");

/** Resolves to the provider's own key. If it is missing and not needed, resolves to `undefined`. */
export async function mainKey(options, provider, isNeeded = true) {
  if (options["secret-file"] !== undefined) return fromFile(options["secret-file"], options["secret-exact"]);
  const name = options["secret-env"] ?? provider.variable;
  if (!/^\w+$/.test(name)) throw usage("--secret-env takes the name of a variable, not a key");
  const found = variable(options, name);
  if (found !== undefined) return found;
  // Not by its name: it may be a key that was given by mistake.
  if (options["secret-env"] !== undefined)
    throw usage("--secret-env takes the NAME of a variable, and no variable of the given name is set");
  if (!isNeeded) return undefined;
  if (canAsk()) return askHidden(`The key of ${provider.name} (it is not shown): `);
  throw usage(`set ${name}, or say where the key is: --secret-env NAME, --secret-file FILE or --dotenv FILE`);
}

/** Returns a valid key, to check the other options with. For a scheme it is bytes, which are not decoded. */
const anyKey = ({ scheme }) =>
  scheme?.proof === "hmac-sha256"
    ? new Uint8Array(Math.max(64, scheme.minKeyBytes ?? 0)).fill(1)
    : "0123456789abcdef0123456789abcdef";

/** Times before this one, in 1973, were probably meant as seconds. */
const PROBABLY_SECONDS = 1e11;

/** Whether the note below was printed: a command reads the option several times. */
let isNoted = false;

function milliseconds(time) {
  if (time < PROBABLY_SECONDS && !isNoted)
    note(`--now ${time} is ${new Date(time).toISOString()}: it counts milliseconds. For seconds, append 000`);
  isNoted ||= time < PROBABLY_SECONDS;
  return time;
}

/** Returns the time of `--now`, in milliseconds. */
export function timeOf(text) {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return milliseconds(Number(text));
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text);
  if (!isTime || Number.isNaN(Date.parse(text)))
    throw usage("--now is a time such as 2025-07-08T12:34:56Z, or milliseconds since 1970");
  return Date.parse(text);
}

/** Returns the URL that the sender signs. If the sender signs no URL, returns `undefined`. */
export function signedUrlOf(options, provider) {
  const url = options["signed-url"];
  if (!signsUrl(provider)) {
    if (url !== undefined) throw usage(`--signed-url: ${provider.name} does not sign the URL`);
    return undefined;
  }
  if (!url) throw usage(`${provider.name} signs the URL: pass it as you registered it, with --signed-url URL`);
  return url;
}

/** Refuses options that cannot be used, apart from the key: that is a wrong use of the command, and says nothing about a delivery. */
function checkOptions(options, provider, config) {
  for (const name of ["max-age", "max-future"])
    if (options[name] !== undefined && !/^\d{1,15}$/.test(options[name]))
      throw usage(`--${name} is a whole number of seconds`);
  const { allowedIps, maxAgeSeconds, maxFutureSeconds, now, url } = config;
  const given = Object.entries({ allowedIps, maxAgeSeconds, maxFutureSeconds, now, url }).filter(
    ([, value]) => value !== undefined,
  );
  try {
    provider.api.receiver({ [provider.option]: anyKey(provider), ...Object.fromEntries(given) });
  } catch (error) {
    if (!isWebhookError(error)) throw error;
    throw usage(inOptions(error.message));
  }
}

/** The option of the command for each option of a config. */
const OPTION_NAMES = {
  allowedIps: "allow-ip",
  maxAgeSeconds: "max-age",
  maxFutureSeconds: "max-future",
  url: "signed-url",
  urlTokenParam: "url-token-param",
};

/** Writes a message about a config with the command's own options. */
export const inOptions = (message) =>
  message.replace(/(?:config option )?`(\w+)`/g, (whole, name) =>
    Object.hasOwn(OPTION_NAMES, name) ? `--${OPTION_NAMES[name]}` : whole,
  );

/** Resolves to the config of a provider. */
export async function configOf(options, provider) {
  const config = {};
  const isOpen = options.unauthenticated === true;
  if (isOpen && (provider.scheme !== undefined || provider.name === "optondemand"))
    throw usage(`--unauthenticated: a delivery of ${provider.name} without a proof is never accepted`);
  const key = await mainKey(options, provider, !isOpen);
  if (key !== undefined) config[provider.option] = key;
  const token = tokenOf(options, provider);
  if (provider.option !== "urlToken" && token !== undefined) config.urlToken = token;
  if (isOpen) config.acceptUnauthenticated = true;
  if (options["url-token-param"] !== undefined) config.urlTokenParam = options["url-token-param"];
  if (options["allow-ip"] !== undefined) config.allowedIps = options["allow-ip"];
  if (options["max-age"] !== undefined) config.maxAgeSeconds = Number(options["max-age"]);
  if (options["max-future"] !== undefined) config.maxFutureSeconds = Number(options["max-future"]);
  const now = timeOf(options.now);
  if (now !== undefined) config.now = now;
  const url = signedUrlOf(options, provider);
  if (url !== undefined) config.url = url;
  checkOptions(options, provider, config);
  return config;
}

/** Returns isendu's API key, if both of its variables are set. */
export function credentialsOf(options) {
  const [keyId, secret] = ["ISENDU_KEY_ID", "ISENDU_SECRET"].map((name) => variable(options, name));
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}

/** The option for the URL that a sender signs. */
export const SIGNED_URL = {
  type: "string",
  value: "URL",
  help: "the URL as you registered it, if the sender signs it",
};

export const CONFIG_OPTIONS = {
  ...KEY_OPTIONS,
  "url-token-param": { type: "string", value: "NAME", help: "the query parameter with the token" },
  "allow-ip": {
    type: "string",
    multiple: true,
    value: "BLOCK",
    help: "an address or block that is allowed to deliver",
  },
  "max-age": { type: "string", value: "SECONDS", help: "how old the signed time may be; presets have their own limit" },
  "max-future": { type: "string", value: "SECONDS", help: "how far in the future the signed time may be" },
  now: {
    type: "string",
    value: "TIME",
    help: "when it arrived: 2025-07-08T12:34:56Z, or milliseconds since 1970; default: the clock",
  },
  "signed-url": SIGNED_URL,
  unauthenticated: { type: "boolean", help: "accepts a delivery without a proof" },
};
