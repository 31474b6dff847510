// Other libraries, each used as in its documentation, with deliveries of its own scheme. All of them start with the received bytes
// and end with the parsed payload: if a library doesn't parse, JSON.parse does.

import { verify as verifyOctokit } from "@octokit/webhooks-methods";
import { WebhookVerificationService as Tern } from "@hookflo/tern";
import { Webhook as StandardWebhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";
import { SECRET } from "./keys.mjs";
import { STANDARD_SECRET } from "./schemes.mjs";

/** The headers in the form that a library accepts. If that is a plain object, it contains all headers. */
const named = (prefix) => ["id", "timestamp", "signature"].map((name) => `${prefix}-${name}`);

/** These accept a text or a Buffer of Node. */
const raw = ({ text }, body) => (body.constructor.name === "Buffer" ? body : text(body));

function standardWebhooks(platform) {
  const webhook = new StandardWebhook(STANDARD_SECRET);
  const names = named("webhook");
  const call = ({ body, headers }) => webhook.verify(raw(platform, body), platform.record(headers, names));
  return { name: "standardwebhooks", scheme: "standardwebhooks", parses: true, call };
}

function svix(platform) {
  const webhook = new SvixWebhook(STANDARD_SECRET);
  const names = named("svix");
  const call = ({ body, headers }) => {
    const payload = raw(platform, body);
    webhook.verify(payload, platform.record(headers, names));
    return JSON.parse(payload);
  };
  return { name: "svix, JSON.parse", scheme: "svix", call };
}

/** Without a synchronous HMAC, Stripe's library refuses the call and offers an asynchronous one. */
function needsAsync(stripe) {
  try {
    stripe.webhooks.constructEvent("{}", "t=1,v1=0", SECRET);
  } catch (error) {
    return error.message.includes("constructEventAsync");
  }
  throw new Error("stripe has accepted a forgery");
}

function stripe({ header }) {
  const stripe = new Stripe("sk_test_0123456789abcdef");
  const isAsync = needsAsync(stripe);
  const construct = isAsync ? "constructEventAsync" : "constructEvent";
  const call = ({ body, headers }) => stripe.webhooks[construct](body, header(headers, "stripe-signature"), SECRET);
  return {
    name: isAsync ? "stripe, constructEventAsync" : "stripe, constructEvent",
    scheme: "stripe",
    parses: true,
    isAsync,
    call,
  };
}

function octokit({ header, text }) {
  const call = async ({ body, headers }) => {
    const payload = text(body);
    return (await verifyOctokit(SECRET, payload, header(headers, "x-hub-signature-256"))) && JSON.parse(payload);
  };
  return { name: "@octokit/webhooks-methods, JSON.parse", scheme: "github", isAsync: true, call };
}

/** It takes a Request. Making the Request isn't measured. */
function ternOf() {
  const config = { platform: "github", secret: SECRET };
  const call = async (request) => {
    const { isValid, payload } = await Tern.verify(request, config);
    return isValid && payload;
  };
  return { name: "@hookflo/tern", scheme: "github", parses: true, isAsync: true, asRequest: true, call };
}

export const peers = (platform) => [standardWebhooks, svix, stripe, octokit, ternOf].map((make) => make(platform));
