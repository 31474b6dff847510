// Compiled, never run: what a consumer may write, and what the types must refuse.

import { isendu, optondemand, reward, xoxoday, WebhookError } from "countersign";
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
import { reward as inlined } from "countersign/inline";
import { fixture, optondemand as signer } from "countersign/testing";
import type { IncomingMessage } from "node:http";

declare const request: IncomingMessage;
declare const fetched: Request;

// Configs: at least one proof, and no option of another provider.
const keyed: XoxodayConfig = { apiKey: ["old", new Uint8Array(16)], allowedIps: "documented" };
const signed: OptOnDemandConfig = { secret: "whsec", maxAgeSeconds: 172_800, now: new Date() };
const open: RewardConfig = { acceptUnauthenticated: true };
// @ts-expect-error a config that proves nothing
const nothing: IsenduConfig = {};
// @ts-expect-error an option of another provider
const foreign: IsenduConfig = { urlToken: "tok", apiKey: "k" };
// @ts-expect-error only true counts
const accepted: RewardConfig = { acceptUnauthenticated: false };
// @ts-expect-error an address list is no proof
const listed: XoxodayConfig = { allowedIps: "documented" };
// @ts-expect-error only xoxoday documents an address
const documented: RewardConfig = { urlToken: "tok", allowedIps: "documented" };
// @ts-expect-error a secret is a string or bytes
const numeric: OptOnDemandConfig = { secret: 5 };

// Every way to hand in headers, body and URL.
xoxoday.verify({ headers: request.headers }, keyed);
xoxoday.verify({ headers: fetched.headers, url: fetched.url }, keyed);
xoxoday.verify({ headers: new Map([["x-api-key", "k"]]), url: new URL(fetched.url) }, keyed);
xoxoday.verify({ headers: [["x-api-key", "k"]], body: Buffer.from("{}") }, keyed);
// @ts-expect-error a location is no URL
xoxoday.verify({ url: { href: "/" } }, keyed);
// @ts-expect-error a parsed body
xoxoday.parse({ id: 1 });
// @ts-expect-error a promise: the forgotten await
xoxoday.parse(fetched.arrayBuffer());

const verified: Verified = optondemand.verify({ body: "" }, signed);
const trust: Trust = verified.trust;
const keyIndex: number | null = verified.keyIndex;
// @ts-expect-error no such trust
const wrongTrust: Trust = "signed";

// Events are told apart by their kind.
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
// @ts-expect-error a parsed event proves nothing
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
  // @ts-expect-error an order and a tracking are different things
  isendu.supersedes<(typeof event.orders)[0]>(event.orders[0]!, event.trackings[0]!);
}
const reply = isendu.confirm("", [{ keyId: "k", secret: "s" }]);
const status: number | undefined = reply?.status;

function describe(error: unknown): WebhookErrorCode | null {
  if (!(error instanceof WebhookError)) return null;
  const path: string | undefined = error.path;
  // @ts-expect-error no such code
  if (error.code === "bad_signature") return null;
  return error.code;
}
// @ts-expect-error errors are thrown by the package alone
new WebhookError();

const headers: { "x-signature": string } = signer.sign(fixture("optondemand.ORDER_STATUS_UPDATED"), { secret: "k" });
// @ts-expect-error no such sample
fixture("optondemand.ORDER");

const previous: XoxodayEvent = xoxoday.parse("");
const newer: boolean | null = xoxoday.supersedes(event, previous);

export { accepted, batch, describe, documented, foreign, headers, keyIndex, listed, newer, nothing, numeric, open, proof, same, status, timestamp, trust, wrongTrust };
