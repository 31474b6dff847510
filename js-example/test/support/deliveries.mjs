// Deliveries in the providers' formats, for the tests of both servers.

import { optondemand, xoxoday } from "countersign/testing";

export const SECRETS = {
  XOXODAY_API_KEY: "a1p2z5b7v68b9112234",
  XOXODAY_URL_TOKEN: "tok_test_xoxoday_5f2c9d7e",
  OPTONDEMAND_SECRET: "whsec_test_0123456789abcdef",
  OPTONDEMAND_URL_TOKEN: "tok_test_optondemand_7e41b84a",
  ISENDU_URL_TOKEN: "tok_test_isendu_0a1b2c3d",
  REWARD_URL_TOKEN: "tok_test_reward_4e5f6071",
  OPERATOR_TOKEN: "tok_test_operator_8d9e0f1a",
};

const json = (document) => (typeof document === "string" ? document : JSON.stringify(document));
const path = (provider) => `/hooks/${provider}/${SECRETS[`${provider.toUpperCase()}_URL_TOKEN`]}`;

/** Deliveries with any body, and the right key, signature or token. */
export const genuine = {
  xoxoday: (body) => ({
    path: path("xoxoday"),
    body,
    headers: xoxoday.sign(body, { apiKey: SECRETS.XOXODAY_API_KEY }),
  }),
  optondemand: (body) => ({
    path: path("optondemand"),
    body,
    headers: optondemand.sign(body, { secret: SECRETS.OPTONDEMAND_SECRET }),
  }),
  isendu: (body) => ({ path: path("isendu"), body, headers: {} }),
  reward: (body) => ({ path: path("reward"), body, headers: {} }),
};

/** Events of each provider. `second` is the time at which it happened. */
export const xoxodayOrder = (orderId, deliveryStatus, second = 1) =>
  genuine.xoxoday(
    json({
      id: 7,
      data: { orderId, deliveryStatus },
      createdAt: `2024-02-07 12:00:${String(second).padStart(2, "0")}`,
    }),
  );

export const optondemandOrder = (data, second = 1) =>
  genuine.optondemand(
    json({
      event: "ORDER_STATUS_UPDATED",
      timestamp: new Date(1_700_000_000_000 + second * 1_000).toISOString(),
      data,
    }),
  );

export const isenduBatch = (batch) => genuine.isendu(json(batch));

export const isenduOrder = (uuid, status, second = 1) => ({
  uuid,
  status,
  updated: new Date(1_700_000_000_000 + second * 1_000).toISOString(),
});

export const rewardCredit = (id, userId, transactionId, amount) =>
  genuine.reward(
    json({
      id,
      type: "balance.credit_points_issued",
      data: { user: { id: userId }, transaction: { id: transactionId, amount } },
    }),
  );

/** A credit whose work fails each time: the ledger refuses an amount with so many digits. */
export const tooFine = (transactionId, userId = "u-fine") =>
  rewardCredit(`we_fine_${transactionId}`, userId, transactionId, "1e-401");

export const rewardTrigger = (id, userId, value) =>
  genuine.reward(
    json({ id, type: "trigger_event.created", data: { user: { id: userId }, trigger: { id: "paid" }, value } }),
  );
