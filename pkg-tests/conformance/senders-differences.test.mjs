// The deliveries that a sender's library and its preset judge differently, each with the reason. If a new version of a library changes
// its mind, the test of that delivery fails.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { custom, isWebhookError } from "countersign";
import * as presets from "countersign/presets";
import { NOW } from "./senders/deliveries.mjs";
import { acceptsNotification, libraries, stopClock } from "./senders/libraries.mjs";

const STANDARD = ["standardWebhooks", "svix"];
const BODY = '{"id":"evt_1"}';
const SECRETS = {
  standardWebhooks: "whsec_c2VjcmV0LWtleS1vZi0yNC1ieXRlcw==",
  svix: "whsec_c2VjcmV0LWtleS1vZi0yNC1ieXRlcw==",
  stripe: "whsec_0123456789abcdefABCDEF0123456789",
  github: "It's a Secret to Everybody",
  slack: "0123456789abcdef0123456789abcdef",
  shopify: "shpss_0123456789abcdef0123456789abcdef",
  paddle: "pdl_ntfset_01abcdefghijklmnopqrstuvwx_0123456789abcdefABCDEF0123456789",
};

const digest = (key, encoding, ...parts) =>
  parts.reduce((hmac, part) => hmac.update(part), createHmac("sha256", key)).digest(encoding);

/**
 * The headers of a delivery, by the name of the preset. `time` is what the header has, and `signedTime` what the message has; `value`
 * makes the signature's header of the digest.
 */
const headersFor = {
  ...Object.fromEntries(STANDARD.map((name) => [name, standard(presets[name])])),
  stripe: ({ body, secret, time, signedTime, value = (mac) => `t=${time},v1=${mac}` }) => ({
    "stripe-signature": value(digest(secret, "hex", `${signedTime}.`, body)),
  }),
  github: ({ body, secret, value = (mac) => `sha256=${mac}` }) => ({
    "x-hub-signature-256": value(digest(secret, "hex", body)),
  }),
  slack: ({ body, secret, time, signedTime, value = (mac) => `v0=${mac}` }) => ({
    "x-slack-request-timestamp": time,
    "x-slack-signature": value(digest(secret, "hex", `v0:${signedTime}:`, body)),
  }),
  shopify: ({ body, secret, header = (mac) => ({ "x-shopify-hmac-sha256": mac }) }) =>
    header(digest(secret, "base64", body)),
  paddle: ({ body, secret, time, signedTime, value = (mac) => `ts=${time};h1=${mac}` }) => ({
    "paddle-signature": value(digest(secret, "hex", `${signedTime}:`, body)),
  }),
};

function standard({ header, timestamp, id: { header: idHeader } }) {
  return ({ body, secret, time, signedTime, id = "msg_1", value = (mac) => `v1,${mac}` }) => {
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    return {
      [idHeader]: id,
      [timestamp.header]: time,
      [header]: value(digest(key, "base64", `${id}.${signedTime}.`, body)),
    };
  };
}

/** Returns the trust of a delivery, or the code of our refusal. */
function ours(name, { body, headers, secret }, now) {
  try {
    return custom(presets[name]).receiver({ secret, now }).verify({ body, headers }).trust;
  } catch (error) {
    if (!isWebhookError(error)) throw error;
    return error.code;
  }
}

/**
 * Tests what the library of a preset and the preset say to a delivery. Its parts are the arguments of `headersFor`; besides, `sent` is
 * the body if it is not the signed one, `others` are more headers, and `now` is the time of the receiver in milliseconds.
 */
function judged(names, what, library, preset, parts = {}) {
  for (const name of [names].flat()) {
    const {
      now = NOW * 1000,
      time = String(NOW),
      signedTime = time,
      body = BODY,
      sent = body,
      others,
      unsigned,
    } = parts;
    const { secret = SECRETS[name] } = parts;
    test(`${name}: ${what}`, async () => {
      const headers = { ...headersFor[name]({ ...parts, body, secret, time, signedTime }), ...others };
      const incoming = { body: Buffer.from(sent), headers, secret, ...(unsigned && { unsigned }) };
      stopClock(now);
      assert.equal((await libraries[name].verify(incoming)) ? "accepts" : "refuses", library, "its library");
      assert.equal(ours(name, incoming, now), preset, "the preset");
    });
  }
}

const ALL = Object.keys(presets);

judged(ALL, "a genuine delivery", "accepts", "signature");

// A library that calls `parseInt` or `Number` signs the number that it has read. A time of ours has one text: digits.
for (const time of ["1700000000x", "+1700000000", "1700000000.9", "01700000000"])
  judged([...STANDARD, "stripe", "paddle"], `the time ${time}`, "accepts", "timestamp_invalid", {
    time,
    signedTime: String(NOW),
  });
for (const time of ["1.7e9", "0x6553f100", "+1700000000", "1700000000.0"])
  judged("slack", `the time ${time}`, "accepts", "timestamp_invalid", { time, signedTime: String(NOW) });

// These libraries limit only the age. A delivery from the future could be replayed until its time is over.
for (const ahead of [301, 31_536_000])
  judged(["stripe", "slack", "paddle"], `${ahead} s ahead of the clock`, "accepts", "in_future", {
    time: String(NOW + ahead),
  });

// These libraries count whole seconds. We count milliseconds.
judged([...STANDARD, "stripe", "slack"], "an age of 300.9 s", "accepts", "too_old", { now: NOW * 1000 + 300_900 });

// These libraries split an element at its separator and drop the third part. We accept one text for each signature.
judged(STANDARD, "text after the signature", "accepts", "multiple_values", { value: (mac) => `v1,${mac},x` });
judged("stripe", "text after the signature", "accepts", "malformed_signature", {
  value: (mac) => `t=${NOW},v1=${mac}=x`,
});
judged("slack", "text after the signature", "accepts", "malformed_signature", { value: (mac) => `v0=${mac}=x` });
judged("paddle", "text after the signature", "accepts", "malformed_signature", {
  value: (mac) => `ts=${NOW};h1=${mac}=x`,
});

// These libraries use the last of two times. Another program may use the first, so we refuse both.
judged("stripe", "two times", "accepts", "malformed_signature", { value: (mac) => `t=1,t=${NOW},v1=${mac}` });
judged("paddle", "two times", "accepts", "malformed_signature", { value: (mac) => `ts=1;ts=${NOW};h1=${mac}` });

// A sender that changes its key signs with both for a while. Paddle's library uses the last signature, all others use each.
const zeros = (digits) => "0".repeat(digits);
judged(STANDARD, "two signatures", "accepts", "signature", { value: (mac) => `v1,${mac} v1,${zeros(43)}=` });
judged("stripe", "two signatures", "accepts", "signature", { value: (mac) => `t=${NOW},v1=${mac},v1=${zeros(64)}` });
judged("paddle", "two signatures", "refuses", "signature", { value: (mac) => `ts=${NOW};h1=${mac};h1=${zeros(64)}` });

// Other versions beside the signature are passed over. Alone, they are no signature.
judged(STANDARD, "another version beside it", "accepts", "signature", { value: (mac) => `v1a,x v1,${mac} v2,y` });
judged("stripe", "another version beside it", "accepts", "signature", {
  value: (mac) => `t=${NOW},v0=x,v1=${mac},v2=y`,
});
judged("paddle", "another version beside it", "accepts", "signature", { value: (mac) => `ts=${NOW};h2=x;h1=${mac}` });
judged(STANDARD, "another version alone", "refuses", "malformed_signature", { value: (mac) => `v1a,${mac}` });
judged("stripe", "another version alone", "refuses", "malformed_signature", { value: (mac) => `t=${NOW},v0=${mac}` });
judged("paddle", "another version alone", "refuses", "malformed_signature", { value: (mac) => `ts=${NOW};h2=${mac}` });
judged("slack", "another version alone", "refuses", "malformed_signature", { value: (mac) => `v1=${mac}` });
judged("github", "another version alone", "refuses", "malformed_signature", { value: (mac) => `sha1=${mac}` });

// The libraries decode the body, and bytes that aren't UTF-8 become U+FFFD. We verify the bytes.
const invalid = Buffer.from('{"a":"\xff"}', "latin1");
judged(ALL, "other bytes that decode to the signed text", "accepts", "mismatch", {
  body: '{"a":"\ufffd"}',
  sent: invalid,
});
judged(ALL, "signed bytes that aren't UTF-8", "refuses", "signature", { body: invalid });

// RFC 4648, section 8, decodes hexadecimal digits of both cases.
const upper = (make) => ({ value: (mac) => make(mac.toUpperCase()) });
judged(
  "stripe",
  "digits in upper case",
  "refuses",
  "signature",
  upper((mac) => `t=${NOW},v1=${mac}`),
);
judged(
  "github",
  "digits in upper case",
  "refuses",
  "signature",
  upper((mac) => `sha256=${mac}`),
);
judged(
  "slack",
  "digits in upper case",
  "refuses",
  "signature",
  upper((mac) => `v0=${mac}`),
);
judged(
  "paddle",
  "digits in upper case",
  "refuses",
  "signature",
  upper((mac) => `ts=${NOW};h1=${mac}`),
);

// RFC 9110, section 5.6.1, has lists with blanks around their elements.
judged("stripe", "a blank in the list", "refuses", "signature", { value: (mac) => `t=${NOW}, v1=${mac}` });
judged("paddle", "a blank in the list", "refuses", "signature", { value: (mac) => `ts=${NOW}; h1=${mac}` });

// Bytes can move across a full stop in the id: here from the id to the time and the body, with the same signature. The specification
// says that an id must not contain one. A header with a comma may be two that were joined.
judged(STANDARD, "an id with a full stop", "accepts", "malformed_signature", { id: `msg_1.${NOW}`, body: `${NOW}.{}` });
judged(STANDARD, "the same message with a shorter id", "accepts", "signature", {
  id: "msg_1",
  body: `${NOW}.${NOW}.{}`,
});
judged(STANDARD, "an id with a comma", "accepts", "multiple_values", { id: "msg,1" });

// Svix lets a sender choose the names of Standard Webhooks, which have a preset.
test("svix: the headers of Standard Webhooks", async () => {
  const [secret, time] = [SECRETS.svix, String(NOW)];
  const headers = headersFor.standardWebhooks({ body: BODY, secret, time, signedTime: time });
  const incoming = { body: Buffer.from(BODY), headers, secret };
  stopClock(NOW * 1000);
  assert.equal(await libraries.svix.verify(incoming), true);
  assert.equal(ours("svix", incoming, NOW * 1000), "missing_header");
  assert.equal(ours("standardWebhooks", incoming, NOW * 1000), "signature");
});

// Stripe's library has another function for notifications. They are signed like events.
test("stripe: a notification", async () => {
  const [secret, time] = [SECRETS.stripe, String(NOW)];
  const body = '{"id":"evt_1","object":"v2.core.event","type":"v1.billing.meter.no_meter_found"}';
  const incoming = { body, headers: headersFor.stripe({ body, secret, time, signedTime: time }), secret };
  stopClock(NOW * 1000);
  assert.equal(await acceptsNotification(incoming), true);
  assert.equal(ours("stripe", incoming, NOW * 1000), "signature");
  const changed = { ...incoming, body: body.replace("evt_1", "evt_2") };
  assert.equal(await acceptsNotification(changed), false);
  assert.equal(ours("stripe", changed, NOW * 1000), "mismatch");
});

// These libraries don't look at the signature of an empty body. We accept it, and `receive` refuses the body.
judged(["github", "shopify"], "an empty body", "refuses", "signature", { body: "" });

// Paddle's library signs with an empty key. A secret that is not set must not let anybody sign.
judged("paddle", "an empty secret", "accepts", "invalid_config", { secret: "" });

// Space at an end of a secret comes from copying, and makes every delivery a forgery. As bytes, any secret is accepted.
judged("github", "a secret with a space at its end", "accepts", "invalid_config", { secret: `${SECRETS.github} ` });
judged("github", "the same secret as bytes", "accepts", "signature", { secret: Buffer.from(`${SECRETS.github} `) });

// Slack's check of the certificate is a form without a signature. Its library accepts the form, and drops the rest of the body.
judged("slack", "a check of the certificate", "accepts", "missing_header", {
  body: "ssl_check=1&token=x",
  others: {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-signature": undefined,
    "x-slack-request-timestamp": undefined,
  },
});

// Shopify doesn't sign the topic and the shop, so we don't read them.
judged("shopify", "no topic", "refuses", "signature", { unsigned: {} });

// Shopify's Events have other names of headers. Its library reads only one of two signatures; both prove the same body.
const EVENTS = {
  "shopify-topic": "Product",
  "shopify-shop-domain": "shop1.myshopify.com",
  "shopify-api-version": "unstable",
  "shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
};
judged("shopify", "the header of Events", "accepts", "signature", {
  unsigned: EVENTS,
  header: (mac) => ({ "shopify-hmac-sha256": mac }),
});
judged("shopify", "the headers of Events and of webhooks", "accepts", "signature", {
  unsigned: EVENTS,
  header: (mac) => ({ "shopify-hmac-sha256": mac, "x-shopify-hmac-sha256": mac }),
});
judged("shopify", "a wrong signature of Events beside the other one", "refuses", "signature", {
  unsigned: EVENTS,
  header: (mac) => ({ "shopify-hmac-sha256": `${zeros(43)}=`, "x-shopify-hmac-sha256": mac }),
});
judged("shopify", "a wrong signature in both headers", "refuses", "mismatch", {
  unsigned: EVENTS,
  header: () => ({ "shopify-hmac-sha256": `${zeros(43)}=`, "x-shopify-hmac-sha256": `${zeros(43)}=` }),
});
