// How the senders prove themselves: `prove` gives the headers of a body, and `url` the path that it is posted to. The
// signatures are made by node:crypto, so that no candidate is asked whether it is right.

import { createHmac } from "node:crypto";
import { API_KEY, SECRET, TOKEN } from "./keys.mjs";

export const hmac = (bytes, key = SECRET) => createHmac("sha256", key).update(bytes);

const FORGED_KEY = "a1p2z5b7v68b9112235";
const FORGED_TOKEN = "tok_5f2c9d7e41b84a07";

/** A proof that covers the body is forged by putting it on another one; any other by getting it wrong. */
const signed = (header, sign) => ({ binds: true, prove: (bytes) => ({ [header]: sign(bytes) }) });
const posted = (path) => ({
  binds: false,
  prove: () => ({}),
  url: (isForged) => `/hooks/${path}/${isForged ? FORGED_TOKEN : TOKEN}`,
});

export const SCHEMES = {
  optondemand: signed("x-signature", (bytes) => `sha256=${hmac(bytes).digest("hex")}`),
  xoxoday: { binds: false, prove: (_bytes, isForged) => ({ "x-api-key": isForged ? FORGED_KEY : API_KEY }) },
  reward: posted("reward"),
  isendu: posted("isendu"),
};
