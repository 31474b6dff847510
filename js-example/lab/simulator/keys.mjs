// Invented for the simulator. Real tokens come from a random generator (`openssl rand -hex 16`), one for each provider.

/** Each secret twice, as during a rotation: the receiver accepts both, and the provider uses either. */
export const KEYS = {
  xoxoday: {
    apiKey: ["a1p2z5b7v68b9112234", "b7q3w8e2r5t9y1u4i6o0p"],
    urlToken: ["tok_demo_xoxoday_5f2c9d7e", "tok_demo_xoxoday_c04f51aa"],
  },
  optondemand: {
    secret: ["whsec_test_0123456789abcdef", "whsec_test_89abcdef01234567"],
    urlToken: ["tok_demo_optondemand_7e41b84a", "tok_demo_optondemand_19d2e6f3"],
  },
  isendu: { urlToken: ["tok_demo_isendu_0a1b2c3d", "tok_demo_isendu_e5d4c3b2"] },
  reward: { urlToken: ["tok_demo_reward_4e5f6071", "tok_demo_reward_a8b7c6d5"] },
};

/** isendu's API key. isendu checks our answer with the secret before it uses a URL. */
export const ISENDU_API = { keyId: "0123456789abcdef0123456789abcdef", secret: "api-secret-1" };

export const OPERATOR_TOKEN = "operator_demo_3b9e1d5c7f2a4860";

/** The environment of a receiver with these keys. */
export const RECEIVER_ENV = {
  ISENDU_KEY_ID: ISENDU_API.keyId,
  ISENDU_SECRET: ISENDU_API.secret,
  ISENDU_URL_TOKEN: KEYS.isendu.urlToken.join(","),
  OPERATOR_TOKEN,
  OPTONDEMAND_SECRET: KEYS.optondemand.secret.join(","),
  OPTONDEMAND_URL_TOKEN: KEYS.optondemand.urlToken.join(","),
  REWARD_URL_TOKEN: KEYS.reward.urlToken.join(","),
  XOXODAY_API_KEY: KEYS.xoxoday.apiKey.join(","),
  XOXODAY_URL_TOKEN: KEYS.xoxoday.urlToken.join(","),
};

const pairs = {
  ISENDU_URL_TOKEN: KEYS.isendu.urlToken,
  OPTONDEMAND_SECRET: KEYS.optondemand.secret,
  OPTONDEMAND_URL_TOKEN: KEYS.optondemand.urlToken,
  REWARD_URL_TOKEN: KEYS.reward.urlToken,
  XOXODAY_API_KEY: KEYS.xoxoday.apiKey,
  XOXODAY_URL_TOKEN: KEYS.xoxoday.urlToken,
};

/** The same for the two examples, with a limit for the simulator's longest bodies. */
export const NODE_ENV = {
  ISENDU_KEY_ID: ISENDU_API.keyId,
  ISENDU_SECRET: ISENDU_API.secret,
  OPERATOR_TOKEN,
  MAX_BODY_BYTES: "1048576",
  ...Object.fromEntries(
    Object.entries(pairs).flatMap(([name, [one, next]]) => [
      [name, one],
      [`${name}_NEXT`, next],
    ]),
  ),
};

/** The guesses of a forger who knows none of the keys above. */
export const FORGED = {
  apiKey: "Zz9Yy8Xx7Ww6Vv5Uu4T",
  keyId: "ffffffffffffffffffffffffffffffff",
  secret: "whsec_test_fedcba9876543210",
  urlToken: "tok_demo_forged_0123456789",
};
