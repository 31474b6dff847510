// Which options a config may have: the tables in src/docs/handlers.md.

import { block } from "./addresses.mjs";
import { fail } from "./faults.mjs";

const COMMON = ["urlToken", "urlTokenParam", "allowedIps", "maxBodyBytes"];
const MIN_TOKEN_CHARACTERS = 16;

/** Several values are for rotation. An empty list is invalid. */
export const listed = (value) => (Array.isArray(value) ? value : [value]);
const isList = (value, isRight) => listed(value).length > 0 && listed(value).every(isRight);

/** A text counts as its UTF-8 bytes. With half a surrogate pair it is invalid. */
const isText = (value) => typeof value === "string" && value !== "" && value.isWellFormed();

/** Characters that copying adds to a key, so that it can never match (src/docs/handlers.md): anywhere, at an edge, at both edges. */
const DAMAGE = [
  /\p{Cc}/u,
  /^[\p{White_Space}\ufeff\u200b-\u200d\u2060]|[\p{White_Space}\ufeff\u200b-\u200d\u2060]$/u,
  /^(["'`])(?:.*\1)?$/su,
  /^(?:undefined|null|NaN|None|true|false|\[object (?:Object|Promise)\])$/u,
];
const isWhole = (value) => isText(value) && !DAMAGE.some((damage) => damage.test(value));
/** RFC 2104, section 2, pads a key with zeros: a key of zeros equals the empty key. */
const isKey = (value) => isWhole(value) || (value instanceof Uint8Array && value.some((byte) => byte !== 0));
/** A comma in a header separates two values (RFC 9110, section 5.3). */
const isHeaderKey = (value) => isKey(value) && !(typeof value === "string" && value.includes(","));
const isToken = (value) => isWhole(value) && [...value].length >= MIN_TOKEN_CHARACTERS;
const isBlock = (value) => typeof value === "string" && block(value) !== undefined;
const isAmount = (value) => Number.isFinite(value) && value >= 0;

/** Each gets the value, its config, and the provider. */
const IS_RIGHT = {
  secret: (value) => isList(value, isKey),
  apiKey: (value) => isList(value, isHeaderKey),
  urlToken: (value) => isList(value, isToken),
  urlTokenParam: (value, config) => isText(value) && Object.hasOwn(config, "urlToken"),
  allowedIps: (value, _, provider) =>
    Array.isArray(blocksOf(provider, value)) && isList(blocksOf(provider, value), isBlock),
  acceptUnauthenticated: (value) => value === true,
  maxBodyBytes: (value) => Number.isInteger(value) && value >= 1,
  maxAgeSeconds: isAmount,
  maxFutureSeconds: isAmount,
  now: (value) => isAmount(value instanceof Date ? value.getTime() : value),
};

/** Returns the allowed blocks as texts: those that the provider documents, or the caller's own. */
export const blocksOf = ({ documentedIps }, allowedIps) => (allowedIps === "documented" ? documentedIps : allowedIps);

/** Refuses a config with an unknown or invalid option, or without any proof. */
export function checkConfig(provider, config) {
  checkOptions(config, [...COMMON, ...provider.options], provider);
  if (!provider.needs.some((name) => Object.hasOwn(config, name))) fail("invalid_config");
}

/** Refuses an object with an unknown or invalid option. */
export function checkOptions(options, names, provider) {
  const isRight = (name) => names.includes(name) && IS_RIGHT[name](options[name], options, provider);
  if (!Reflect.ownKeys(options).every(isRight)) fail("invalid_config");
}

/** Refuses invalid credentials of isendu. */
export function checkCredentials(credentials) {
  const areRight = ({ keyId, secret, ...others }) =>
    isWhole(keyId) && isWhole(secret) && Object.keys(others).length === 0;
  if (!isList(credentials, areRight)) fail("invalid_config");
}
