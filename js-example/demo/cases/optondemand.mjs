import { optondemand } from "countersign/testing";
import { hmac as sign } from "../../lab/simulator/events/message.mjs";
import { accepted, refused, unreadable } from "./expect.mjs";
import { FORGED, KEYS } from "../../lab/simulator/keys.mjs";

const TRUST = "signature";
const path = `/hooks/optondemand/${KEYS.optondemand.urlToken[0]}`;

const updated = '{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"orderId":"433564"}}';
const priced =
  '{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-07-08T12:34:56Z","data":{"name":"Zoë 日本 🚀","price":10.0}}';
const unknown = '{"event":"ORDER_REFUNDED","timestamp":"2025-07-08T12:40:00Z","data":{"orderId":"433564"}}';

/** A delivery with the right signature and token. */
const genuine = (body) => ({ path, body, headers: optondemand.sign(body, { secret: KEYS.optondemand.secret[0] }) });

// Signed without countersign, so that a mistake in both its signing and its verifying would show.
const hmac = (body) => sign(body, KEYS.optondemand.secret[0]);
const oversized = updated.padEnd(1_048_577);

export const optondemandDeliveries = [
  {
    name: "updated",
    title: "ORDER_STATUS_UPDATED",
    ...genuine(updated),
    expect: accepted(TRUST, "applied", { stored: ["ORDER_STATUS_UPDATED 433564 applied"] }),
  },
  {
    name: "independent",
    title: "signed by node:crypto, sent in pieces",
    path,
    body: priced,
    manner: "chunked",
    headers: { "x-signature": `sha256=${hmac(priced)}` },
    expect: accepted(TRUST, "applied", { stored: ["ORDER_STATUS_UPDATED applied"] }),
  },
  {
    name: "replayed",
    title: "the same bytes again",
    ...genuine(updated),
    after: "updated",
    expect: accepted(TRUST, "duplicate", { duplicates: 1 }),
  },
  {
    name: "unknown-event",
    title: "an unknown event",
    ...genuine(unknown),
    expect: accepted(TRUST, "unrecognized", { stored: ["unrecognized applied"] }),
  },
  {
    name: "altered",
    title: "forged: one digit changed",
    ...genuine(updated),
    body: updated.replace("433564", "433565"),
    expect: refused(401, "mismatch"),
  },
  {
    name: "rewritten",
    title: "the JSON parsed and serialised again",
    ...genuine(priced),
    body: JSON.stringify(JSON.parse(priced)), // 10.0 became 10
    expect: refused(401, "mismatch"),
  },
  {
    name: "wrong-secret",
    title: "forged: wrong secret",
    ...genuine(updated),
    headers: optondemand.sign(updated, { secret: FORGED.secret }),
    expect: refused(401, "mismatch"),
  },
  {
    name: "no-signature",
    title: "forged: no signature",
    ...genuine(updated),
    headers: {},
    expect: refused(401, "missing_header"),
  },
  {
    name: "no-prefix",
    title: "a signature without sha256=",
    path,
    body: priced,
    headers: { "x-signature": hmac(priced) },
    expect: refused(401, "malformed_signature"),
  },
  {
    name: "malformed",
    title: "malformed JSON",
    ...genuine(updated.slice(0, -1)),
    expect: unreadable(TRUST, "invalid_json"),
  },
  {
    name: "duplicate-key",
    title: "orderId twice, once escaped",
    ...genuine(updated.replace('"orderId"', '"order\\u0049d":"1","orderId"')),
    expect: unreadable(TRUST, "duplicate_key"),
  },
  {
    name: "oversized",
    title: "one byte over 1 MiB",
    path,
    body: oversized,
    headers: { "x-signature": `sha256=${hmac(oversized)}` },
    expect: refused(413, "body_too_large"),
  },
];
