// Other libraries, each used as its documentation says, on deliveries of its own scheme. All of them start from the bytes
// that came in, and end with the parsed payload: where a library does not parse, JSON.parse does.

import { verify as verifyOctokit } from "@octokit/webhooks-methods";
import { WebhookVerificationService as Tern } from "@hookflo/tern";
import { Webhook as StandardWebhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";
import { SECRET } from "./keys.mjs";
import { STANDARD_SECRET } from "./schemes.mjs";

/** The headers that a library wants, in the form in which it takes them: all there are where that is a plain object. */
const named = (prefix) => ["id", "timestamp", "signature"].map((name) => `${prefix}-${name}`);

/** These take a text or a Buffer of Node's. */
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

/** Where there is no synchronous HMAC, Stripe's library says so and has a function that waits. */
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

/** It takes a Request; that somebody has to make one for it is not counted. */
function ternOf() {
  const config = { platform: "github", secret: SECRET };
  const call = async (request) => {
    const { isValid, payload } = await Tern.verify(request, config);
    return isValid && payload;
  };
  return { name: "@hookflo/tern", scheme: "github", parses: true, isAsync: true, asRequest: true, call };
}

export const peers = (platform) => [standardWebhooks, svix, stripe, octokit, ternOf].map((make) => make(platform));
