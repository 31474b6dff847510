import { isenduDeliveries } from "./isendu.mjs";
import { optondemandDeliveries } from "./optondemand.mjs";
import { rewardDeliveries } from "./reward.mjs";
import { xoxodayDeliveries } from "./xoxoday.mjs";

/**
 * @typedef {object} Delivery
 * @property {string} id
 * @property {string} provider
 * @property {string} title
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {Buffer} body
 * @property {"plain" | "chunked"} manner chunked: in pieces, without a declared length
 * @property {string | null} after the id of a delivery that must be sent first
 * @property {import("./expect.mjs").Expectation} expect
 */

/** All deliveries, in the order of sending. @type {Delivery[]} */
export const deliveries = [
  ...complete("xoxoday", xoxodayDeliveries),
  ...complete("optondemand", optondemandDeliveries),
  ...complete("isendu", isenduDeliveries),
  ...complete("reward", rewardDeliveries),
];

function complete(provider, list) {
  return list.map(({ name, title, headers, body = "", after, ...rest }) => ({
    id: `${provider}/${name}`,
    provider,
    title,
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(body),
    manner: "plain",
    after: after ? `${provider}/${after}` : null,
    ...rest,
  }));
}
