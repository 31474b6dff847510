// The authentication of the senders: `prove` returns the headers for a body, `url` the path that it is posted to. node:crypto makes
// the signatures, so that no candidate is checked with itself.

import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { API_KEY, SECRET, TOKEN } from "./keys.mjs";

const FORGED_KEY = "a1p2z5b7v68b9112235";
const FORGED_TOKEN = "tok_5f2c9d7e41b84a07";

const hmac = (...parts) => parts.reduce((mac, part) => mac.update(part), createHmac("sha256", SECRET));
const seconds = () => Math.floor(Date.now() / 1000);

/** A proof that covers the body is forged by using it for another body. */
const signed = (prove) => ({ binds: true, prove });

/** Any other proof is forged by changing it. */
const posted = (path) => ({
  binds: false,
  prove: () => ({}),
  url: (isForged) => `/hooks/${path}/${isForged ? FORGED_TOKEN : TOKEN}`,
});

/** As on https://www.standardwebhooks.com. svix has other names for the same headers. */
const standard = (prefix) =>
  signed((bytes) => {
    const [id, timestamp] = ["msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", String(seconds())];
    const mac = hmac(`${id}.${timestamp}.`, bytes).digest("base64");
    return { [`${prefix}-id`]: id, [`${prefix}-timestamp`]: timestamp, [`${prefix}-signature`]: `v1,${mac}` };
  });

/** The secret in the format of those schemes. */
export const STANDARD_SECRET = `whsec_${Buffer.from(SECRET).toString("base64")}`;

export const SCHEMES = {
  optondemand: {
    ...signed((bytes) => ({ "x-signature": `sha256=${hmac(bytes).digest("hex")}` })),
    expected: (bytes) => hmac(bytes).digest(),
  },
  xoxoday: { binds: false, prove: (_bytes, isForged) => ({ "x-api-key": isForged ? FORGED_KEY : API_KEY }) },
  reward: posted("reward"),
  isendu: posted("isendu"),
  standardwebhooks: standard("webhook"),
  svix: standard("svix"),
  stripe: signed((bytes) => {
    const timestamp = seconds();
    return { "stripe-signature": `t=${timestamp},v1=${hmac(`${timestamp}.`, bytes).digest("hex")}` };
  }),
  github: signed((bytes) => ({ "x-hub-signature-256": `sha256=${hmac(bytes).digest("hex")}` })),
  shopify: signed((bytes) => ({ "x-shopify-hmac-sha256": hmac(bytes).digest("base64") })),
  slack: signed((bytes) => {
    const timestamp = seconds();
    const mac = hmac(`v0:${timestamp}:`, bytes).digest("hex");
    return { "x-slack-request-timestamp": String(timestamp), "x-slack-signature": `v0=${mac}` };
  }),
  paddle: signed((bytes) => {
    const timestamp = seconds();
    return { "paddle-signature": `ts=${timestamp};h1=${hmac(`${timestamp}:`, bytes).digest("hex")}` };
  }),
};
