// Compiled, never run: code that must compile, and code that the types must refuse.

import { isendu, isWebhookError, optondemand, reward, xoxoday, WebhookError } from "countersign";
import type {
  IsenduConfig,
  IsenduEvent,
  OptOnDemandConfig,
  RewardConfig,
  Trust,
  Verified,
  WebhookErrorCode,
  XoxodayConfig,
  XoxodayEvent,
} from "countersign";
import { createHandler as createFetchHandler } from "countersign/fetch";
import { reward as inlined } from "countersign/inline";
import { createHandler as createNodeHandler } from "countersign/node";
import { fixture, optondemand as signer } from "countersign/testing";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";

declare const request: IncomingMessage;
declare const fetched: Request;

// Configs: at least one proof, and no option of another provider.
const keyed: XoxodayConfig = { apiKey: ["old", new Uint8Array(16)], allowedIps: "documented" };
const signed: OptOnDemandConfig = { secret: "whsec", maxAgeSeconds: 172_800, now: new Date() };
const open: RewardConfig = { acceptUnauthenticated: true };
// @ts-expect-error a config without a proof
const nothing: IsenduConfig = {};
// @ts-expect-error an option of another provider
const otherProvidersOption: IsenduConfig = { urlToken: "tok", apiKey: "k" };
// @ts-expect-error only true counts
const accepted: RewardConfig = { acceptUnauthenticated: false };
// @ts-expect-error an address list is not a proof
const listed: XoxodayConfig = { allowedIps: "documented" };
// @ts-expect-error only xoxoday documents its addresses
const documented: RewardConfig = { urlToken: "tok", allowedIps: "documented" };
// @ts-expect-error a secret is a string or bytes
const numeric: OptOnDemandConfig = { secret: 5 };

// Every form of headers, body and URL.
xoxoday.verify({ headers: request.headers }, keyed);
xoxoday.verify({ headers: fetched.headers, url: fetched.url }, keyed);
xoxoday.verify({ headers: new Map([["x-api-key", "k"]]), url: new URL(fetched.url) }, keyed);
xoxoday.verify({ headers: [["x-api-key", "k"]], body: Buffer.from("{}") }, keyed);
// @ts-expect-error a location is not a URL
xoxoday.verify({ url: { href: "/" } }, keyed);
// @ts-expect-error a parsed body
xoxoday.parse({ id: 1 });
// @ts-expect-error a promise: a forgotten await
xoxoday.parse(fetched.arrayBuffer());

const verified: Verified = optondemand.verify({ body: "" }, signed);
const trust: Trust = verified.trust;
const keyIndex: number | null = verified.keyIndex;
// @ts-expect-error no such trust
const wrongTrust: Trust = "signed";

// Events narrow by their kind.
const event = xoxoday.receive({ body: "" }, keyed);
if (event.kind === "order.delivery_status") {
  const orderId: string = event.orderId;
  const year: number | undefined = event.sentAt?.year;
  const status: "delivered" | "canceled" | "unrecognized" = event.status;
  // @ts-expect-error ids are text, whatever they were
  const wrong: number = event.orderId;
  // @ts-expect-error a wrong field
  event.orderid;
} else {
  const kind: "unrecognized" = event.kind;
  // @ts-expect-error an unrecognized event has no order
  event.orderId;
}
const proof: [Trust, string] = [event.trust, event.dedupeKey];
// @ts-expect-error a parsed event has no trust
xoxoday.parse("").trust;

const order = optondemand.receiver(signed).receive({ body: "" });
const timestamp: number | null = order.timestampMs;

const points = reward.parse("");
const same: typeof points = inlined.parse("");
switch (points.kind) {
  case "balance.credit_points_issued": {
    const amount: number = points.amount;
    const exact: string = points.amountText + points.transactionKey + points.id;
    break;
  }
  case "trigger_event.created": {
    const value: number | null = points.value;
    break;
  }
  default: {
    const kind: "unrecognized" = points.kind;
    const id: string = points.id;
  }
}

function batch(event: IsenduEvent): void {
  if (event.kind !== "batch") return;
  const newest = isendu.latest(event.trackings);
  const location: string | null | undefined = newest[0]?.steps[0]?.location;
  const code: "missing_field" | "wrong_type" | undefined = event.rejected[0]?.code;
  const newer: boolean | null = isendu.supersedes(event.orders[0]!, event.orders[1]!);
  // @ts-expect-error an order and a tracking can't be compared
  isendu.supersedes<(typeof event.orders)[0]>(event.orders[0]!, event.trackings[0]!);
}
const reply = isendu.confirm("", [{ keyId: "k", secret: "s" }]);
const status: number | undefined = reply?.status;

function describe(error: unknown): WebhookErrorCode | null {
  if (!isWebhookError(error)) return null;
  const path: string | undefined = error.path;
  // @ts-expect-error no such code
  if (error.code === "bad_signature") return null;
  return error.code;
}
// @ts-expect-error only the package makes errors
new WebhookError();

const headers: { "x-signature": string } = signer.sign(fixture("optondemand.ORDER_STATUS_UPDATED"), { secret: "k" });
// @ts-expect-error no such sample
fixture("optondemand.ORDER");

const previous: XoxodayEvent = xoxoday.parse("");
const newer: boolean | null = xoxoday.supersedes(event, previous);

// Handlers: the provider determines the types of the config, the event and the credentials.
const handler = createFetchHandler({
  provider: xoxoday,
  config: keyed,
  onEvent: (event) => {
    const provider: "xoxoday" = event.provider;
    const trust: Trust = event.trust;
    if (event.kind === "order.delivery_status") return event.orderId.length;
    // @ts-expect-error no other kind has an order
    return event.orderId;
  },
  onUnreadable: async (body, error, verified) => {
    const parts: [Uint8Array, WebhookErrorCode, Trust] = [body, error.code, verified.trust];
  },
  onRejected: (error) => error.status,
  ip: (request) => request.headers.get("cf-connecting-ip"),
});
const answer: Promise<Response> = handler(fetched);
const withAnything: Promise<Response> = handler(fetched, { params: Promise.resolve({}) });

interface Env {
  SECRET: string;
}
const worker = {
  fetch: createFetchHandler({
    provider: optondemand,
    config: (env: Env) => ({ secret: env.SECRET }),
    onEvent: async (event, env) => {
      const [kind, secret]: [string, string] = [event.kind, env.SECRET];
    },
    onError: (error: unknown, env) => env.SECRET,
  }),
};
const served: Promise<Response> = worker.fetch(fetched, { SECRET: "s" });
// @ts-expect-error the context is missing
worker.fetch(fetched);
// @ts-expect-error another context
worker.fetch(fetched, { SECRETS: "s" });

createFetchHandler({
  provider: optondemand,
  config: async (env: Env) => ({ secret: env.SECRET }),
  onEvent: () => undefined,
});
createFetchHandler({
  provider: isendu,
  config: { urlToken: "tok" },
  onEvent: (event) => {
    // @ts-expect-error a confirmation never reaches onEvent
    if (event.kind === "confirmation") return;
    if (event.kind === "batch") return event.orders.length;
    return undefined;
  },
  confirm: { keyId: "k", secret: "s" },
});
createFetchHandler({
  provider: isendu,
  config: { urlToken: "tok" },
  onEvent: () => 1,
  confirm: (env: Env) => (env.SECRET === "" ? null : [{ keyId: "k", secret: env.SECRET }]),
});
// @ts-expect-error only isendu confirms
createFetchHandler({ provider: reward, config: open, onEvent: () => 1, confirm: { keyId: "k", secret: "s" } });
// @ts-expect-error not even a function that returns null
createFetchHandler({ provider: reward, config: open, onEvent: () => 1, confirm: () => null });
// @ts-expect-error confirm must be synchronous
createFetchHandler({ provider: isendu, config: { urlToken: "tok" }, onEvent: () => 1, confirm: async () => null });
const confirming = createFetchHandler({
  provider: isendu,
  config: { urlToken: "tok" },
  onEvent: (event, env) => env.SECRET,
  confirm: (env: Env) => ({ keyId: "k", secret: env.SECRET }),
});
// @ts-expect-error the context that confirm takes
confirming(fetched, {});
// @ts-expect-error the config of another provider
createFetchHandler({ provider: optondemand, config: { apiKey: "k" }, onEvent: () => 1 });
// @ts-expect-error a config that proves nothing
createFetchHandler({ provider: reward, config: {}, onEvent: () => 1 });
// @ts-expect-error onEvent is needed
createFetchHandler({ provider: reward, config: open });
// @ts-expect-error no such option
createFetchHandler({ provider: reward, config: open, onEvent: () => 1, onevent: () => 1 });
// @ts-expect-error a missing option must be omitted
createFetchHandler({ provider: reward, config: open, onEvent: () => 1, onRejected: undefined });
// @ts-expect-error a provider, not its receiver
createFetchHandler({ provider: reward.receiver(open), config: open, onEvent: () => 1 });

// An object like a Request: Azure Functions' HttpRequest only has these members of a Request.
interface AzureRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  readonly params: Record<string, string>;
  readonly body: import("node:stream/web").ReadableStream | null;
  readonly bodyUsed: boolean;
  arrayBuffer(): Promise<ArrayBuffer>;
}
declare const azureRequest: AzureRequest;
const inAzure: Promise<Response> = createFetchHandler({ provider: reward, config: open, onEvent: () => 1 })(
  azureRequest,
  { functionName: "hooks" },
);
createFetchHandler({
  provider: reward,
  config: open,
  onEvent: () => 1,
  ip: (request: AzureRequest) => request.params["ip"],
})(azureRequest);
createFetchHandler({
  provider: reward,
  config: open,
  onEvent: () => 1,
  ip: (request) => request.headers.get("x-real-ip"),
})(azureRequest);
// @ts-expect-error Node's own request has no such headers
createFetchHandler({ provider: reward, config: open, onEvent: () => 1 })({} as IncomingMessage);
// @ts-expect-error a body that isn't a stream
createFetchHandler({ provider: reward, config: open, onEvent: () => 1 })({ ...azureRequest, body: "{}" });
createFetchHandler({
  provider: reward,
  config: open,
  onEvent: () => 1,
  bodyTimeoutSeconds: 5,
  eventTimeoutSeconds: 2.5,
});
// @ts-expect-error seconds are a number
createFetchHandler({ provider: reward, config: open, onEvent: () => 1, bodyTimeoutSeconds: "5" });

const answered: Promise<void> = createNodeHandler({ provider: reward, config: open, onEvent: () => 1 })(
  {} as IncomingMessage,
  {} as import("node:http").ServerResponse,
);
createServer(
  createNodeHandler({
    provider: reward,
    config: open,
    onEvent: (event, req) => [event.id, req.url, req.socket.remoteAddress],
  }),
);
createServer(
  createNodeHandler({
    provider: reward,
    config: open,
    onEvent: () => 1,
    ip: (req: IncomingMessage) => req.socket.remoteAddress,
  }),
);
const mounted: (
  req: IncomingMessage & { app: object },
  res: import("node:http").ServerResponse,
  next: (error?: unknown) => void,
) => void = createNodeHandler({
  provider: reward,
  config: open,
  onEvent: async (event, req: IncomingMessage & { app: object }) => req.app,
});
// @ts-expect-error a Request is not a request of node:http
createNodeHandler({ provider: reward, config: open, onEvent: () => 1 })(fetched, fetched);

export {
  accepted,
  answer,
  answered,
  batch,
  describe,
  documented,
  otherProvidersOption,
  headers,
  inAzure,
  keyIndex,
  listed,
  mounted,
  newer,
  nothing,
  numeric,
  open,
  proof,
  same,
  served,
  status,
  timestamp,
  trust,
  withAnything,
  wrongTrust,
};
