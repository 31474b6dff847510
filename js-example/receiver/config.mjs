/**
 * @typedef {object} Config
 * @property {Record<"isendu" | "optondemand" | "reward" | "xoxoday", object>} hooks what each provider's receiver is made of
 * @property {{ keyId: string, secret: string } | null} confirmation isendu's API key, while its confirmation may be answered
 */

/**
 * Reads the configuration from environment variables (Node) or bindings (Workers).
 *
 * @param {Record<string, string | undefined>} env
 * @returns {Config}
 */
export function configFrom(env) {
  return {
    hooks: {
      isendu: { urlToken: required(env, "ISENDU_URL_TOKEN") },
      optondemand: {
        secret: required(env, "OPTONDEMAND_SECRET"),
        urlToken: required(env, "OPTONDEMAND_URL_TOKEN"),
      },
      reward: { urlToken: required(env, "REWARD_URL_TOKEN") },
      xoxoday: {
        apiKey: required(env, "XOXODAY_API_KEY"),
        urlToken: required(env, "XOXODAY_URL_TOKEN"),
      },
    },
    confirmation: confirmation(env),
  };
}

// Both are set for the minutes in which the isendu integration is being saved, and removed again: the answer to a
// confirmation discloses the secret.
function confirmation(env) {
  if (!env.ISENDU_KEY_ID && !env.ISENDU_SECRET) return null;
  return { keyId: required(env, "ISENDU_KEY_ID"), secret: required(env, "ISENDU_SECRET") };
}

// A secret that is missing must stop the start-up, not leave a hook with one check fewer.
function required(env, name) {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
