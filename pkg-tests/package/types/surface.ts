// Compiled by each version of TypeScript, never run: keys from the environment, options apart from their handler, payload types,
// errors, and events of any provider.

import { custom, isendu, isWebhookError, optondemand, reward, xoxoday } from "countersign";
import type {
  EventsByProvider,
  IsenduKind,
  OptOnDemandKind,
  ProviderName,
  RewardKind,
  Scheme,
  WebhookErrorCode,
  WebhookEvent,
  XoxodayConfig,
  XoxodayKind,
} from "countersign";
import { createHandler, defineWebhook } from "countersign/fetch";
import type { DeliveryOf } from "countersign/fetch";
import { createHandler as createNodeHandler, defineWebhook as defineNodeWebhook } from "countersign/node";
import { diagnose, explain, type Finding, replay } from "countersign/diagnose";
import { github, stripe } from "countersign/presets";
import { deliver, fixture, fixtures } from "countersign/testing";

/** What `process.env` is, in Node's types and in others. */
declare const env: Record<string, string | undefined>;
declare const socket: { remoteAddress?: string | undefined };

// A key that may be unset compiles: it is refused at start-up.
xoxoday.receiver({ apiKey: env["XOXODAY_API_KEY"] });
xoxoday.receiver({ urlToken: env["XOXODAY_URL_TOKEN"], allowedIps: "documented" });
xoxoday.receiver({ apiKey: env["XOXODAY_API_KEY"], urlToken: env["XOXODAY_URL_TOKEN"] });
optondemand.receiver({ secret: env["OPTONDEMAND_SECRET"] });
isendu.receiver({ urlToken: env["ISENDU_URL_TOKEN"] });
reward.receiver({ urlToken: env["REWARD_URL_TOKEN"], maxBodyBytes: 4096 });
isendu.confirm("", { keyId: env["ISENDU_KEY_ID"], secret: env["ISENDU_SECRET"] });
reward.verify({ url: env["URL"], ip: socket.remoteAddress }, { urlToken: env["REWARD_URL_TOKEN"] });
// Rotation: each key of a list may be unset as well.
xoxoday.receiver({ apiKey: [env["XOXODAY_API_KEY"], env["XOXODAY_API_KEY_OLD"]] });
optondemand.receiver({ secret: [env["OPTONDEMAND_SECRET"], new Uint8Array(16)] });
isendu.receiver({ urlToken: [env["ISENDU_URL_TOKEN"], "tok_5f2c9d7e41b84a06"] });
custom(github).receiver({ secret: [env["NEW"], env["OLD"]] });
// @ts-expect-error a list holds keys
xoxoday.receiver({ apiKey: [null] });

// A scheme that only the run time knows may have every option; a literal one has only its own.
declare const loaded: Scheme;
custom(loaded).receiver({ secret: env["KEY"], url: "https://a.example", maxAgeSeconds: 60, maxFutureSeconds: 5 });
custom(loaded).receiver({ secret: env["KEY"] });
// @ts-expect-error a secret is needed
custom(loaded).receiver({ url: "https://a.example" });
// @ts-expect-error no time is signed
custom(github).receiver({ secret: "k", maxAgeSeconds: 60 });
// @ts-expect-error no URL is signed
custom(github).receiver({ secret: "k", url: "https://a.example" });
// @ts-expect-error a key, not a number
reward.receiver({ urlToken: 5 });
// @ts-expect-error a secret is needed
optondemand.receiver({});
// @ts-expect-error null is not an unset variable
optondemand.receiver({ secret: null });
// @ts-expect-error an unknown option
const misspelt: XoxodayConfig = { apikey: "k" };

// Options apart from their handler: `event` has the provider's type.
const ordered = defineWebhook({
  provider: xoxoday,
  config: { apiKey: env["XOXODAY_API_KEY"] },
  onEvent: async (event) => {
    const name: "xoxoday" = event.provider;
    if (event.kind === "order.delivery_status") return event.orderId;
    // @ts-expect-error an unrecognized event has no order
    return event.orderId;
  },
  onRejected: (error) => error.code,
});
createHandler(ordered);
createNodeHandler(ordered);
createNodeHandler(
  defineWebhook({ provider: optondemand, config: { secret: env["S"] }, onEvent: (event) => event.timestampMs }),
);
createNodeHandler(defineWebhook({ provider: reward, config: { urlToken: env["T"] }, onEvent: (event) => event.id }));
createHandler(
  defineWebhook({
    provider: isendu,
    config: { urlToken: env["T"] },
    confirm: { keyId: env["K"], secret: env["S"] },
    onEvent: (event) => (event.kind === "batch" ? event.orders : []),
  }),
);
createNodeHandler(
  defineNodeWebhook({
    provider: reward,
    config: { urlToken: env["T"] },
    onEvent: (event, req) => [event.id, req.url],
    ip: (req) => req.socket.remoteAddress,
  }),
);
createHandler(
  defineWebhook({
    provider: reward,
    config: { urlToken: env["T"] },
    onEvent: (event) => event.id,
    ip: (request) => request.headers.get("cf-connecting-ip"),
  }),
);
// @ts-expect-error the config of another provider
defineWebhook({ provider: reward, config: { apiKey: "k" }, onEvent: () => 1 });
// @ts-expect-error only isendu confirms
defineWebhook({ provider: reward, config: { urlToken: "t" }, onEvent: () => 1, confirm: { keyId: "k", secret: "s" } });
// @ts-expect-error no such option
defineWebhook({ provider: reward, config: { urlToken: "t" }, onEvent: () => 1, onevent: () => 1 });
// @ts-expect-error onEvent is needed
defineNodeWebhook({ provider: reward, config: { urlToken: "t" } });

// A type of the payload, as an interface.
interface MyOrder {
  data: { orderId: number };
}
const typed = optondemand.receiver({ secret: "s" }).receive<MyOrder>({ body: "" });
const typedId: number = typed.payload.data.orderId;
const parsedId: number = xoxoday.parse<MyOrder>("").payload.data.orderId;
const untyped = optondemand.parse("");
// @ts-expect-error without a type the payload is any JSON
const untypedId: number = untyped.payload["data"];
// @ts-expect-error no such member
typed.payload.order;
createHandler<typeof optondemand, unknown, MyOrder>({
  provider: optondemand,
  config: { secret: env["S"] },
  onEvent: (event) => {
    const orderId: number = event.payload.data.orderId;
    return orderId;
  },
});
const store = (event: DeliveryOf<typeof optondemand, MyOrder>): number => event.payload.data.orderId;
const newer: boolean | null = optondemand.supersedes(typed, untyped);

// Events of any provider narrow by provider, then by kind.
function describe(event: WebhookEvent): string | null {
  switch (event.provider) {
    case "xoxoday":
      return event.kind === "order.delivery_status" ? event.orderId : null;
    case "reward":
      return event.id;
    case "isendu":
      // @ts-expect-error not narrowed by kind
      return event.orders.length;
    case "optondemand":
      return event.orderId;
  }
}

// The events have exactly the kinds in the sources.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const kinds: {
  xoxoday: Same<EventsByProvider["xoxoday"]["kind"], XoxodayKind["kind"]>;
  isendu: Same<EventsByProvider["isendu"]["kind"], IsenduKind["kind"]>;
  optondemand: Same<EventsByProvider["optondemand"]["kind"], OptOnDemandKind["kind"]>;
  reward: Same<EventsByProvider["reward"]["kind"], RewardKind["kind"]>;
} & Record<ProviderName, true> = { xoxoday: true, isendu: true, optondemand: true, reward: true };

// A caught value is unknown until isWebhookError has checked it.
function codeOf(caught: unknown): WebhookErrorCode | null {
  // @ts-expect-error nothing is known about it
  if (caught.code) return null;
  return isWebhookError(caught) && caught.status < 500 ? caught.code : null;
}

// Tests.
const text: string = fixture("optondemand.ORDER_STATUS_UPDATED", { data: { orderId: 7 } });
const names: string[] = fixtures().reward;
const answer: Promise<{ status: number; body: string }> = deliver(
  createHandler(ordered),
  "xoxoday.order.delivery_status",
  { apiKey: "k", fault: "repeated" },
);
deliver(
  { fetch: (request: Request, bindings: { DB: object }) => new Response(request.url + String(bindings.DB)) },
  "reward.trigger_event.created",
  { urlToken: "t", context: { DB: {} } },
);
deliver(createHandler(ordered), stripe, { secret: "k", id: "a", now: new Date(1), body: "{}" });
deliver(createHandler(ordered), { ...stripe, name: "acme" }, { secret: ["k"], now: 1, fault: "wrong-key" });
// @ts-expect-error no scheme
deliver(createHandler(ordered), { name: "acme" }, { secret: "k" });
// @ts-expect-error a Date or a number
deliver(createHandler(ordered), stripe, { secret: "k", now: "2025-07-08T12:34:56Z" });
// @ts-expect-error no such fault
deliver(createHandler(ordered), "xoxoday.order.delivery_status", { fault: "broken" });
// @ts-expect-error no such fixture
deliver(createHandler(ordered), "xoxoday.order");
// @ts-expect-error no handler
deliver({}, "xoxoday.order.delivery_status");

export { answer, codeOf, describe, kinds, misspelt, names, newer, parsedId, store, text, typedId, untypedId };

// A diagnosis: the config is the named provider's, and evidence has no other member.
const incoming = { body: "{}", headers: {}, url: "/x" };
const diagnosis = diagnose(
  "optondemand",
  incoming,
  { secret: env["OPTONDEMAND_SECRET"] },
  { otherKeys: { staging: env["STAGING_SECRET"] }, deep: true, onProgress: ({ macs }) => macs < 1e6 },
);
const [found]: Finding[] = diagnosis.findings;
export const made: Uint8Array | null = replay("{}", found?.proof?.steps ?? [], new URL("https://shop.example/x"));
export const remedy: string | undefined = explain("body_bom")?.remedy.frameworks.express;
diagnose(
  "isendu",
  incoming,
  { urlToken: "x" },
  { credentials: { keyId: "a", secret: "b" }, reply: { status: 200, body: "" } },
);
// @ts-expect-error an option of another provider
diagnose("xoxoday", incoming, { secret: "x" });
// @ts-expect-error no such provider
diagnose("stripe", incoming, {});
// @ts-expect-error no such evidence
diagnose("reward", incoming, { urlToken: "x" }, { orignal: "" });
