import { xoxoday } from "countersign/testing";
import { accepted, refused, unreadable } from "./expect.mjs";
import { FORGED, KEYS } from "../../lab/simulator/keys.mjs";

const TRUST = "shared-secret";
const path = `/hooks/xoxoday/${KEYS.xoxoday.urlToken[0]}`;

const delivered =
  '{"id":12345678901234567890,"data":{"orderId":26663453,"poNumber":"PO12662","orderDate":"2024-02-07 12:25:45","deliveryStatus":"delivered"},"createdAt":"2024-02-07 12:27:01"}';
const canceled =
  '{"id":4711,"data":{"orderId":6214194,"poNumber":"PO12663","orderDate":"2024-02-07 12:25:45","deliveryStatus":"Canceled"},"createdAt":"2024-02-08 09:00:00"}';

const movedOn = (status, time) =>
  `{"id":4712,"data":{"orderId":6214195,"poNumber":"PO12664","deliveryStatus":"${status}"},"createdAt":"2024-02-08 ${time}"}`;

/** A delivery with the right key and token. */
const genuine = (body) => ({ path, body, headers: xoxoday.sign(body, { apiKey: KEYS.xoxoday.apiKey[0] }) });

export const xoxodayDeliveries = [
  {
    name: "delivered",
    title: "order delivered, with a 20-digit id",
    ...genuine(delivered),
    // A JavaScript number would change the id to 12345678901234567000.
    expect: accepted(TRUST, "applied", { stored: ["order.delivery_status 26663453 applied"] }),
  },
  {
    name: "canceled",
    title: "order canceled",
    ...genuine(canceled),
    expect: accepted(TRUST, "applied", { stored: ["order.delivery_status 6214194 applied"] }),
  },
  {
    name: "replayed",
    title: "the same bytes again",
    ...genuine(delivered),
    after: "delivered",
    expect: accepted(TRUST, "duplicate", { duplicates: 1 }),
  },
  {
    name: "retried",
    title: "the same status with another id",
    ...genuine(delivered.replace("12345678901234567890", "12345678901234567891")),
    after: "delivered",
    expect: accepted(TRUST, "duplicate", { duplicates: 1 }),
  },
  {
    name: "sent-again",
    title: "the same status, sent again with another time",
    ...genuine(delivered.replace("12:27:01", "12:42:01")),
    after: "delivered",
    expect: accepted(TRUST, "duplicate", { duplicates: 1 }),
  },
  {
    name: "there",
    title: "another order: delivered",
    ...genuine(movedOn("delivered", "10:00:00")),
    expect: accepted(TRUST, "applied", { stored: ["order.delivery_status 6214195 applied|superseded"] }),
  },
  {
    name: "and-back",
    title: "then canceled",
    ...genuine(movedOn("canceled", "11:00:00")),
    after: "there",
    expect: accepted(TRUST, "applied", { stored: ["order.delivery_status 6214195 applied|superseded"] }),
  },
  {
    name: "and-there-again",
    title: "and delivered again: a known key, but news",
    ...genuine(movedOn("delivered", "12:00:00")),
    after: "and-back",
    expect: accepted(TRUST, "applied", { stored: ["order.delivery_status 6214195 applied"] }),
  },
  {
    name: "unknown-shape",
    title: "an object of unknown shape",
    ...genuine('{"id":1,"data":{}}'),
    expect: accepted(TRUST, "unrecognized", { stored: ["unrecognized applied"] }),
  },
  {
    name: "wrong-key",
    title: "forged: wrong key",
    ...genuine(delivered),
    headers: xoxoday.sign(delivered, { apiKey: FORGED.apiKey }),
    expect: refused(401, "mismatch"),
  },
  {
    name: "no-key",
    title: "forged: no key",
    ...genuine(delivered),
    headers: {},
    expect: refused(401, "missing_header"),
  },
  {
    name: "wrong-token",
    title: "forged: right key, wrong URL token",
    ...genuine(delivered),
    path: `/hooks/xoxoday/${FORGED.urlToken}`,
    expect: refused(401, "mismatch"),
  },
  {
    name: "malformed",
    title: "malformed JSON",
    ...genuine(delivered.slice(0, -1)),
    expect: unreadable(TRUST, "invalid_json"),
  },
  {
    name: "duplicate-key",
    title: "deliveryStatus twice in one object",
    ...genuine(delivered.replace('"deliveryStatus"', '"deliveryStatus":"canceled","deliveryStatus"')),
    expect: unreadable(TRUST, "duplicate_key"),
  },
  {
    name: "get",
    title: "GET instead of POST",
    ...genuine(""),
    method: "GET",
    expect: { ...refused(405, "method_not_allowed"), headers: { allow: "POST" } },
  },
];
