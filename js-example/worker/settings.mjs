/** In characters, as the URLs' tokens have them at least. */
const LEAST_TOKEN = 16;

/** In bytes. A row of a Durable Object holds 2 MB, and a body has one to itself. */
const MOST_BYTES = 1_900_000;

/** In bytes. A stranger who knows the URL of those that sign nothing can send bodies that are read. */
const UNSIGNED_BYTES = 131_072;
const SIGNED_BYTES = 1_048_576;

const UNSIGNED = ["isendu", "reward"];

const PROVIDERS = {
  isendu: (env) => ({ urlToken: list(env, "ISENDU_URL_TOKEN") }),
  optondemand: (env) => ({ secret: list(env, "OPTONDEMAND_SECRET"), urlToken: list(env, "OPTONDEMAND_URL_TOKEN") }),
  reward: (env) => ({ urlToken: list(env, "REWARD_URL_TOKEN") }),
  xoxoday: (env) => ({ apiKey: list(env, "XOXODAY_API_KEY"), urlToken: list(env, "XOXODAY_URL_TOKEN") }),
};

/**
 * Returns what a provider's handler is made of.
 *
 * @param {keyof typeof PROVIDERS} provider
 * @param {object} env
 * @throws when a secret is missing
 */
export function configOf(provider, env) {
  return { ...PROVIDERS[provider](env), maxBodyBytes: maxBodyBytesOf(provider, env) };
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

/**
 * Returns isendu's API key, or null. Both secrets are set for the minutes in which the integration is being saved, and then
 * deleted: the answer to a confirmation discloses the secret.
 */
export function confirmationOf(env) {
  const { ISENDU_KEY_ID: keyId, ISENDU_SECRET: secret } = env;
  return keyId && secret ? { keyId, secret } : null;
}

/**
 * Returns the tokens that open the operator's page, or null where there is no such page.
 *
 * @throws when one of them could be guessed
 */
export function operatorTokens(env) {
  if (!env.OPERATOR_TOKEN) return null;
  const tokens = list(env, "OPERATOR_TOKEN");
  if (tokens.some(({ length }) => length < LEAST_TOKEN)) {
    throw new Error(`OPERATOR_TOKEN must have at least ${LEAST_TOKEN} characters`);
  }
  return tokens;
}

/** A variable of wrangler.jsonc that is a number of seconds, in milliseconds. */
export function millisecondsOf(env, name) {
  return numberOf(env, name) * 1_000;
}

/** A variable of wrangler.jsonc that is a number from 0. */
export function numberOf(env, name) {
  const value = Number(env[name] ?? Number.NaN);
  if (!(value >= 0)) throw new Error(`${name} must be a number from 0`);
  return value;
}

/**
 * A secret's values: several, for a time in which an old and a new one are accepted, are separated by commas.
 *
 * @throws when it is not set: that must stop the hook, not leave it with one check fewer
 */
function list(env, name) {
  const values = (env[name] ?? "").split(",").map((value) => value.trim());
  if (values.includes("")) throw new Error(`${name} is not set, or has an empty value`);
  return values;
}
