/** In characters; the minimum for URL tokens, too. */
const LEAST_TOKEN = 16;

/** In bytes. A row of a Durable Object can have 2 MB, and each body has its own row. */
const MOST_BYTES = 1_900_000;

/** In bytes. For providers without a signature: anyone who knows the URL can make us read a body. */
const UNSIGNED_BYTES = 131_072;
const SIGNED_BYTES = 1_048_576;

const UNSIGNED = ["isendu", "reward"];

/** The secrets of each provider, under the handler's option names. */
const PROVIDERS = {
  isendu: { urlToken: "ISENDU_URL_TOKEN" },
  optondemand: { secret: "OPTONDEMAND_SECRET", urlToken: "OPTONDEMAND_URL_TOKEN" },
  reward: { urlToken: "REWARD_URL_TOKEN" },
  xoxoday: { apiKey: "XOXODAY_API_KEY", urlToken: "XOXODAY_URL_TOKEN" },
};

/** The name of a secret's second value. Both values are accepted while you rotate the secret. */
const nextOf = (name) => `${name}_NEXT`;

/** The names of all secrets. */
export const SECRETS = [
  ...[...Object.values(PROVIDERS).flatMap(Object.values), "OPERATOR_TOKEN"].flatMap((name) => [name, nextOf(name)]),
  "ISENDU_KEY_ID",
  "ISENDU_SECRET",
];

/**
 * Returns the providers that have a secret: the Worker receives only their deliveries.
 *
 * @param {object} env
 * @returns {(keyof typeof PROVIDERS)[]}
 */
export function providersOf(env) {
  const isGiven = (name) => Boolean(env[name] || env[nextOf(name)]);
  return Object.keys(PROVIDERS).filter((provider) => Object.values(PROVIDERS[provider]).some(isGiven));
}

/**
 * Returns the config of a provider's handler.
 *
 * @param {keyof typeof PROVIDERS} provider
 * @param {object} env
 * @throws if a secret is missing. The hook must then stop: it must not run with one check fewer
 */
export function configOf(provider, env) {
  const secrets = Object.entries(PROVIDERS[provider]).map(([option, name]) => [option, valuesOf(env, name)]);
  return { ...Object.fromEntries(secrets), maxBodyBytes: maxBodyBytesOf(provider, env) };
}

function maxBodyBytesOf(provider, env) {
  const { MAX_BODY_BYTES: given } = env;
  if (!given) return UNSIGNED.includes(provider) ? UNSIGNED_BYTES : SIGNED_BYTES;
  const bytes = Number(given);
  if (!Number.isInteger(bytes) || bytes < 1 || bytes > MOST_BYTES) {
    throw new Error(`MAX_BODY_BYTES must be an integer from 1 to ${MOST_BYTES}`);
  }
  return bytes;
}

/** Returns isendu's API key, or null. Our answer to a confirmation discloses its secret: see ingest/confirmation.mjs. */
export function confirmationOf(env) {
  const { ISENDU_KEY_ID: keyId, ISENDU_SECRET: secret } = env;
  return keyId && secret ? { keyId, secret } : null;
}

/**
 * Returns the operator's tokens, or null if there is no operator's page.
 *
 * @throws if a token is short enough to guess
 */
export function operatorTokens(env) {
  if (!env.OPERATOR_TOKEN && !env[nextOf("OPERATOR_TOKEN")]) return null;
  const tokens = valuesOf(env, "OPERATOR_TOKEN");
  if (tokens.some(({ length }) => length < LEAST_TOKEN)) {
    throw new Error(`OPERATOR_TOKEN and OPERATOR_TOKEN_NEXT must have at least ${LEAST_TOKEN} characters`);
  }
  return tokens;
}

const NUMBERS = [
  "ATTEMPTS",
  "BODY_SECONDS",
  "RESEND_SECONDS",
  "RETAIN_DAYS",
  "RETRY_SECONDS",
  "SEND_SECONDS",
  "SUBJECTS_AT_ONCE",
];

/** @throws if a number of wrangler.jsonc is missing or invalid. Otherwise each delivery would fail later */
export function checkNumbers(env) {
  for (const name of NUMBERS) numberOf(env, name);
}

/** Returns a variable of wrangler.jsonc that has a number of seconds, in milliseconds. */
export function millisecondsOf(env, name) {
  return numberOf(env, name) * 1_000;
}

/** Returns a variable of wrangler.jsonc that has a number from 0. */
export function numberOf(env, name) {
  const value = Number(env[name] ?? Number.NaN);
  if (!(value >= 0)) throw new Error(`${name} must be a number from 0`);
  return value;
}

/** Returns a secret's values, unchanged: a comma or a space is part of a value. @throws if the first one is not set */
function valuesOf(env, name) {
  if (!env[name]) throw new Error(`${name} is not set`);
  const next = env[nextOf(name)];
  return next ? [env[name], next] : [env[name]];
}
