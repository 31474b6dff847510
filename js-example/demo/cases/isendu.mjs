import { accepted, refused, unreadable } from "./expect.mjs";
import { FORGED, ISENDU_API, KEYS } from "../../lab/simulator/keys.mjs";

const TRUST = "url-token";
const path = `/hooks/isendu/${KEYS.isendu.urlToken[0]}`;

/** The subject of the batches' order. */
const ORDER = "order:o-55f5f424-715d-4818-a1d7-deaae095f136";

const order =
  '{"uuid":"o-55f5f424-715d-4818-a1d7-deaae095f136","updated":"2024-03-22T15:20:00.000Z","created":"2024-03-20T09:00:00.000Z","status":"in_transit","storeOrderId":"1001","storeCreationDate":"2024-03-20T08:59:00.000Z","total":59.9,"currency":"EUR","trackingInformation":[{"number":"1Z999AA10123456784","status":"T"}],"items":[]}';
const pickedUp =
  '{"datetime":"22/03/2024 16:20","timestamp":"2024-03-22T15:20:00.000Z","description":"Picked up","status":"T"}';
const handedOver =
  '{"datetime":"23/03/2024 11:05","timestamp":"2024-03-23T10:05:00.000Z","description":"Delivered","status":"D"}';
const tracking = (status, steps) =>
  `{"uuid":"t1","status":"${status}","trackingNumber":"1Z999AA10123456784","trackingUrl":"https://example.com/t","delivered":${status === "D"},"steps":[${steps}]}`;

const inTransit = `{"order":[${order}],"tracking":[${tracking("T", [pickedUp])}]}`;
const arrived = `{"order":[${order}],"tracking":[${tracking("D", [pickedUp, handedOver])}]}`;
const confirmation = `{"keyId":"${ISENDU_API.keyId}"}`;

export const isenduDeliveries = [
  {
    name: "confirmation",
    title: "confirmation of the URL",
    path,
    body: confirmation,
    expect: {
      ...accepted(TRUST, "confirmed"),
      verdict: "confirmed",
      body: `{"response":"${ISENDU_API.secret}"}`,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
    },
  },
  {
    name: "foreign-confirmation",
    title: "confirmation for another key",
    path,
    body: `{"keyId":"${FORGED.keyId}"}`,
    expect: refused(404, "unknown_key_id"),
  },
  {
    name: "forged-confirmation",
    title: "forged: confirmation, wrong URL token",
    path: `/hooks/isendu/${FORGED.urlToken}`,
    body: confirmation,
    expect: refused(401, "mismatch"),
  },
  {
    name: "batch",
    title: "order and tracking",
    path,
    body: inTransit,
    expect: accepted(TRUST, "applied", { stored: [`order ${ORDER} applied`, "tracking tracking:t1 applied"] }),
  },
  {
    name: "replayed",
    title: "the same bytes again",
    path,
    body: inTransit,
    after: "batch",
    expect: accepted(TRUST, "duplicate", { duplicates: 2 }),
  },
  {
    name: "progress",
    title: "the same order with a newer tracking",
    path,
    body: arrived,
    after: "batch",
    expect: accepted(TRUST, "applied", { stored: ["tracking tracking:t1 applied"], duplicates: 1 }),
  },
  {
    name: "one-unreadable",
    title: "one order without uuid in a batch",
    path,
    body: `{"order":[{"status":"in_transit"},${order.replace("15:20", "16:45")}]}`,
    expect: accepted(TRUST, "applied", { stored: [`order ${ORDER} applied`], quarantined: 1 }),
  },
  {
    name: "unknown-shape",
    title: "an object of unknown shape",
    path,
    body: '{"parcel":[]}',
    expect: accepted(TRUST, "unrecognized", { stored: ["unrecognized applied"] }),
  },
  {
    name: "malformed",
    title: "malformed JSON",
    path,
    body: inTransit.slice(0, -1),
    expect: unreadable(TRUST, "invalid_json"),
  },
];
