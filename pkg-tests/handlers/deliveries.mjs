// A genuine delivery of each provider, with a matching config and a forged variant.

export const SECRET = "whsec_test_0123456789abcdef";
export const API_KEY = "a1p2z5b7v68b9112234";
export const TOKEN = "tok_5f2c9d7e41b84a06";
export const CREDENTIALS = { keyId: "0123456789abcdef0123456789abcdef", secret: 'api "secret" 1' };
export const CONFIRMATION = `{"keyId":"${CREDENTIALS.keyId}"}`;

const inUrl = {
  config: { urlToken: TOKEN },
  request: { path: `/hooks/${TOKEN}`, headers: {} },
  forged: { path: "/hooks/tok_0a1b2c3d4e5f6071" },
};

/** Returns a genuine delivery of each provider: `{ provider, config, request, forged }`. */
export function deliveries({ api, testing }) {
  const { fixture } = testing;
  const order = fixture("optondemand.ORDER_STATUS_UPDATED");
  const status = fixture("xoxoday.order.delivery_status");
  return {
    optondemand: {
      provider: api.optondemand,
      config: { secret: SECRET },
      request: { path: "/hooks", headers: testing.optondemand.sign(order, { secret: SECRET }), body: order },
      forged: { headers: testing.optondemand.sign(order, { secret: "another" }) },
    },
    xoxoday: {
      provider: api.xoxoday,
      config: { apiKey: API_KEY },
      request: { path: "/hooks", headers: { "x-api-key": API_KEY }, body: status },
      forged: { headers: { "x-api-key": "another" } },
    },
    isendu: { ...inUrl, provider: api.isendu, request: { ...inUrl.request, body: fixture("isendu.batch") } },
    reward: {
      ...inUrl,
      provider: api.reward,
      request: { ...inUrl.request, body: fixture("reward.balance.credit_points_issued") },
    },
  };
}

/** Returns a signed delivery of OptOnDemand with any body. */
export const signed = (testing, body, secret = SECRET) => ({
  path: "/hooks",
  headers: testing.optondemand.sign(body, { secret }),
  body,
});
