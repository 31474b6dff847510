// The comparisons of secrets through the public API. Each is set up with the accepted secrets, and called with the value of a
// delivery (the claim).

import { createHmac } from "node:crypto";

const BODY = new TextEncoder().encode('{"keyId":null}');

/** Changes the digits of a text at the given places. */
export const altered = (text, places) =>
  [...text].map((digit, place) => (places.includes(place) ? (digit === "7" ? "8" : "7") : digit)).join("");

/** Returns a secret of 64 hexadecimal digits, or one that differs from it at the given places. */
export const digits = (...places) => altered("0123456789abcdef".repeat(4), places);

/** The places where two secrets differ. The time of a comparison that stops early would depend on them. */
export const PLACES = {
  first: [0],
  second: [1],
  middle: [32],
  last: [63],
  "first and last": [0, 63],
  all: Array.from({ length: 64 }, (_, place) => place),
};

const verifier = (provider, config, incoming) => (providers, accepted) => {
  const receiver = providers[provider].receiver(config(accepted));
  return (claim) => {
    const delivery = incoming(claim);
    return () => receiver.verify(delivery);
  };
};
const urlToken = (incoming, more) =>
  verifier(
    "isendu",
    (urlToken) => ({ urlToken, ...more }),
    (claim) => ({ url: incoming(claim) }),
  );
const signature = (mac) => ({ body: BODY, headers: { "x-signature": `sha256=${mac}` } });

/** A sender whose template has more than the body, and one that sends its secret as it is. */
const LISTED = {
  name: "listed",
  proof: "hmac-sha256",
  header: "x-listed",
  list: ",",
  prefix: "v1=",
  encoding: "hex",
  key: "utf8",
  signed: "{timestamp}.{body}",
  timestamp: { prefix: "t=", unit: "s" },
};
const STATIC = { name: "static", proof: "static", header: "x-static" };
const scheme =
  (scheme, incoming) =>
  ({ custom }, accepted) => {
    const receiver = custom(scheme).receiver({ secret: accepted });
    return (claim) => {
      const delivery = incoming(claim);
      return () => receiver.verify(delivery);
    };
  };

/** What is signed, where the claim is a MAC. */
const SIGNED = { "x-signature": BODY, "signature of a scheme": Buffer.concat([Buffer.from("1700000000."), BODY]) };

/** Each takes the providers and `custom`, and the accepted secrets, then a claim. It returns the call. */
export const COMPARISONS = {
  "x-signature": verifier("optondemand", (secret) => ({ secret }), signature),
  "x-api-key": verifier(
    "xoxoday",
    (apiKey) => ({ apiKey }),
    (claim) => ({ headers: { "x-api-key": claim } }),
  ),
  "signature of a scheme": scheme(LISTED, (mac) => ({
    body: BODY,
    headers: { "x-listed": `t=1700000000,v1=${"0".repeat(64)},v1=${mac}` },
  })),
  "secret of a scheme": scheme(STATIC, (claim) => ({ body: BODY, headers: { "x-static": claim } })),
  "token in the path": urlToken((claim) => `/hooks/${claim}`),
  "token in the query": urlToken((claim) => `/hooks?a=b&token=${claim}`, { urlTokenParam: "token" }),
  keyId: ({ isendu }, accepted) => {
    const credentials = accepted.map((keyId) => ({ keyId, secret: "the secret of the API" }));
    return (claim) => {
      const body = new TextEncoder().encode(JSON.stringify({ keyId: claim }));
      return () => isendu.confirm(body, credentials);
    };
  },
};

/** Returns the claim that matches a secret. For a MAC, it isn't the secret itself. */
export const claimFor = (name, secret) =>
  name in SIGNED ? createHmac("sha256", secret).update(SIGNED[name]).digest("hex") : secret;
