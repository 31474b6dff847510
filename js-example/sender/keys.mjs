// Invented for the demo. Real tokens come from a random generator (`openssl rand -hex 16`), one for each provider.

export const XOXODAY = { apiKey: "a1p2z5b7v68b9112234", urlToken: "tok_demo_xoxoday_5f2c9d7e" };

export const OPTONDEMAND = { secret: "whsec_test_0123456789abcdef", urlToken: "tok_demo_optondemand_7e41b84a" };

export const ISENDU = {
  urlToken: "tok_demo_isendu_0a1b2c3d",
  keyId: "0123456789abcdef0123456789abcdef",
  secret: "api-secret-1",
};

export const REWARD = { urlToken: "tok_demo_reward_4e5f6071" };

/** The environment in which a receiver knows these keys. */
export const RECEIVER_ENV = {
  ISENDU_KEY_ID: ISENDU.keyId,
  ISENDU_SECRET: ISENDU.secret,
  ISENDU_URL_TOKEN: ISENDU.urlToken,
  OPTONDEMAND_SECRET: OPTONDEMAND.secret,
  OPTONDEMAND_URL_TOKEN: OPTONDEMAND.urlToken,
  REWARD_URL_TOKEN: REWARD.urlToken,
  XOXODAY_API_KEY: XOXODAY.apiKey,
  XOXODAY_URL_TOKEN: XOXODAY.urlToken,
};

/** What a forger tries who knows none of the above. */
export const FORGED = {
  apiKey: "Zz9Yy8Xx7Ww6Vv5Uu4T",
  keyId: "ffffffffffffffffffffffffffffffff",
  secret: "whsec_test_fedcba9876543210",
  urlToken: "tok_demo_forged_0123456789",
};
