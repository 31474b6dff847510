// The senders' own libraries, each behind the same two functions.
//
//   sign({ body, id, seconds, secret })   returns the headers of a delivery; absent if the library doesn't sign
//   verify({ body, headers, secret })     returns whether the library accepts a delivery; `body` is a Buffer
//
// Only the refusal that a library documents counts as one. Any other error means that we call the library in a wrong way, and fails
// the test. All libraries read the time from the clock.

import { sign as signGithub, verify as verifyGithub } from "@octokit/webhooks-methods";
import { Paddle } from "@paddle/paddle-node-sdk";
import "@shopify/shopify-api/adapters/web-api";
import { LogSeverity, shopifyApi } from "@shopify/shopify-api";
import bolt from "@slack/bolt";
import { Webhook as StandardWebhook, WebhookVerificationError } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";

const { Date: SystemDate } = globalThis;
/** Stops the clock that the libraries read, at a time in milliseconds. */
export function stopClock(now) {
  globalThis.Date = class Date extends SystemDate {
    constructor(...parts) {
      super(...(parts.length > 0 ? parts : [now]));
    }

    static now() {
      return now;
    }
  };
}

/** Returns false if the call is refused with an error that `isRefusal` knows. */
async function accepts(call, isRefusal) {
  try {
    await call();
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** Standard Webhooks and Svix differ in the names of the headers. */
function standard(Webhook, prefix) {
  const isRefusal = (error) => error instanceof WebhookVerificationError;
  return {
    sign: ({ body, id, seconds, secret }) => ({
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: String(seconds),
      [`${prefix}-signature`]: new Webhook(secret).sign(id, new Date(seconds * 1000), body),
    }),
    verify: ({ body, headers, secret }) =>
      accepts(() => new Webhook(secret).verify(body, headers, { jsonParse: false }), isRefusal),
  };
}

const client = new Stripe("sk_test_0123456789abcdef");
const isRefusalOfStripe = (error) => error instanceof Stripe.errors.StripeSignatureVerificationError;
const stripe = {
  sign: ({ body, seconds, secret }) => ({
    "stripe-signature": client.webhooks.generateTestHeaderString({ payload: body, timestamp: seconds, secret }),
  }),
  verify: ({ body, headers, secret }) =>
    accepts(() => client.webhooks.constructEvent(body, headers["stripe-signature"], secret), isRefusalOfStripe),
};

/** Stripe has another function for notifications, whose bodies have other members. */
export const acceptsNotification = ({ body, headers, secret }) =>
  accepts(() => client.parseEventNotification(body, headers["stripe-signature"], secret), isRefusalOfStripe);

/** It takes text only. It throws if one of its three arguments is empty, and returns false for any other refusal. */
const github = {
  sign: async ({ body, secret }) => ({ "x-hub-signature-256": await signGithub(secret, body) }),
  verify: async ({ body, headers, secret }) => {
    let isValid = true;
    const call = async () => {
      isValid = await verifyGithub(secret, body.toString(), headers["x-hub-signature-256"]);
    };
    const isRefusal = ({ message }) => message.endsWith("secret, eventPayload & signature required");
    return (await accepts(call, isRefusal)) && isValid;
  },
};

/** The function that its receivers for HTTP call. */
const slack = {
  verify: ({ body, headers, secret }) =>
    accepts(
      () => bolt.HTTPModuleFunctions.parseAndVerifyHTTPRequest({ signingSecret: secret }, { rawBody: body, headers }),
      ({ message }) => message.startsWith("Failed to verify authenticity"),
    ),
};

const REFUSALS_OF_SHOPIFY = ["invalid_hmac", "missing_hmac", "missing_body", "missing_headers"];
/** The headers that Shopify's library requires beside the signature. They are not signed. */
export const UNSIGNED_OF_SHOPIFY = {
  "x-shopify-topic": "products/create",
  "x-shopify-shop-domain": "shop1.myshopify.com",
  "x-shopify-api-version": "2026-10",
  "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
};
const shopify = {
  verify: async ({ body, headers, secret, unsigned = UNSIGNED_OF_SHOPIFY }) => {
    const { webhooks } = shopifyApi({
      apiSecretKey: secret,
      apiKey: "key",
      apiVersion: "2026-10",
      hostName: "shop.example",
      isEmbeddedApp: true,
      logger: { level: LogSeverity.Error },
    });
    const rawRequest = new Request("https://shop.example/", { method: "POST", headers: { ...unsigned, ...headers } });
    const { valid, reason } = await webhooks.validate({ rawBody: body.toString(), rawRequest });
    if (!valid && !REFUSALS_OF_SHOPIFY.includes(reason)) throw new Error(`refused for another reason: ${reason}`);
    return valid;
  },
};

const { webhooks: paddleWebhooks } = new Paddle("pdl_sdbx_apikey_0123456789");
const paddle = {
  verify: ({ body, headers, secret }) =>
    accepts(
      () => paddleWebhooks.unmarshal(body.toString(), secret, headers["paddle-signature"] ?? ""),
      ({ message }) => /^\[Paddle\] (Invalid webhook signature|Webhook signature verification failed)$/.test(message),
    ),
};

/** The libraries by the name of the preset. */
export const libraries = {
  standardWebhooks: standard(StandardWebhook, "webhook"),
  svix: standard(SvixWebhook, "svix"),
  stripe,
  github,
  slack,
  shopify,
  paddle,
};
