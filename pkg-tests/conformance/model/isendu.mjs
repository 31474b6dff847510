// isendu: the store API's documentation, "Webhook", and its tables of statuses.

import { fail } from "./faults.mjs";
import { anyText, find, items, lower, object, optional, sha256, text, textOrDigits } from "./fields.mjs";
import { instant } from "./times.mjs";

export const ORDER_STATUSES = [
  "pending",
  "fulfilled",
  "partially_fulfilled",
  "generating_labels",
  "in_transit",
  "delivered",
  "exception",
  "cancelled",
  "refunded",
  "externally_handled",
  "error",
];
export const TRACKING_STATUSES = {
  __proto__: null,
  P: "created",
  T: "in_transit",
  D: "delivered",
  F: "failed",
  E: "exception",
  R: "returned",
  U: "unknown",
};

/** The limit for orders, trackings and steps together, rejected ones included (src/docs/errors.md). */
const MAX_ELEMENTS = 20_000;

export const isendu = {
  options: ["acceptUnauthenticated"],
  needs: ["urlToken", "acceptUnauthenticated"],

  event(root, bytes) {
    const dedupeKey = `isendu:sha256:${sha256(bytes)}`;
    if (!isBatch(root)) {
      const keyId = confirmedKeyId(root);
      return keyId === null ? { kind: "unrecognized", dedupeKey } : { kind: "confirmation", keyId, dedupeKey };
    }
    const lists = [listOf(root, "order"), listOf(root, "tracking")];
    const steps = lists[1].flatMap((element) => items(find(element, "steps")));
    if (lists.flat().length + steps.length > MAX_ELEMENTS) fail("too_many_elements");
    const rejected = [];
    const orders = readable(lists[0], "order", rejected).map(order);
    const trackings = readable(lists[1], "tracking", rejected).map(tracking);
    return { kind: "batch", orders, trackings, rejected, dedupeKey };
  },

  /** Answers the confirmation of the URL with the secret of the key that it names. */
  confirm(root, credentials) {
    const wanted = confirmedKeyId(root);
    if (wanted === null) return null;
    const { secret } = [credentials].flat().find(({ keyId }) => keyId === wanted) ?? fail("unknown_key_id");
    const headers = { "content-type": "application/json", "cache-control": "no-store" };
    return { status: 200, headers, body: JSON.stringify({ response: secret }) };
  },
};

const isBatch = (root) => root.members.has("order") || root.members.has("tracking");
const confirmedKeyId = (root) => (isBatch(root) ? null : optional(root, "keyId", text));

/** Returns the elements of an array. A single object counts as an array of one. */
function listOf(root, name) {
  const node = find(root, name);
  if (node === undefined || node.value === null) return [];
  if (node.kind !== "object" && node.kind !== "array") fail("wrong_type", name);
  return object(node) ? [node] : items(node);
}

/** Returns the elements with a uuid, and adds the others to the rejected ones. */
function readable(elements, name, rejected) {
  return elements.filter((element, index) => {
    const place = `${name}[${index}]`;
    if (!object(element)) rejected.push({ path: place, code: "wrong_type" });
    else if (!element.members.has("uuid")) rejected.push({ path: `${place}.uuid`, code: "missing_field" });
    else if (optional(element, "uuid", text) === null) rejected.push({ path: `${place}.uuid`, code: "wrong_type" });
    else return true;
    return false;
  });
}

/** A snapshot has no id: any difference in its text makes it another one. */
const keyOf = (list, uuid, element) => `isendu:${list}:${uuid}:sha256:${sha256(element.text)}`;

function order(element) {
  const uuid = optional(element, "uuid", text);
  const statusText = optional(element, "status", anyText);
  // One of the tables misspells it.
  const status = statusText === "fullyfilled" ? "fulfilled" : statusText;
  const numbers = items(find(element, "trackingInformation")).map((parcel) => optional(parcel, "number", anyText));
  return {
    uuid,
    status: ORDER_STATUSES.includes(status) ? status : "unrecognized",
    statusText,
    updatedMs: instant(optional(element, "updated", text)),
    createdMs: instant(optional(element, "created", text)),
    storeOrderId: optional(element, "storeOrderId", textOrDigits),
    trackingNumbers: numbers.filter((number) => number !== null),
    dedupeKey: keyOf("order", uuid, element),
  };
}

function tracking(element) {
  const uuid = optional(element, "uuid", text);
  const state = trackingStatus(element);
  const delivered = optional(element, "delivered", boolean);
  const steps = items(find(element, "steps")).filter(object).map(step);
  const times = steps.map(({ atMs }) => atMs).filter((atMs) => atMs !== null);
  const latestStepMs = times.length > 0 ? Math.max(...times) : null;
  return {
    uuid,
    ...state,
    trackingNumber: optional(element, "trackingNumber", text),
    trackingUrl: optional(element, "trackingUrl", text),
    delivered,
    isDelivered: delivered === true || state.status === "delivered",
    latestStepMs,
    steps,
    dedupeKey: keyOf("tracking", uuid, element),
  };
}

function step(element) {
  const error = object(find(element, "error"));
  return {
    // The documentation says UTC, with or without an offset.
    atMs: instant(optional(element, "timestamp", text), { zoneless: true }),
    // The documentation calls it `date` in one place and `datetime` in another.
    datetime: optional(element, "datetime", text) ?? optional(element, "date", text),
    timezone: optional(element, "timezone", text),
    description: optional(element, "description", text),
    location: optional(element, "location", text),
    ...trackingStatus(element),
    error: error && { code: optional(error, "code", text), message: optional(error, "message", message) },
  };
}

function trackingStatus(element) {
  const statusText = optional(element, "status", anyText);
  return { status: TRACKING_STATUSES[statusText] ?? "unrecognized", statusText };
}

/** The documentation's sample has the string "boolean" here. */
function boolean(node) {
  const word = lower(String(node?.value));
  return word === "true" || word === "false" ? word === "true" : null;
}

/** A message may be of any type (the OpenAPI file gives it the empty schema). */
const message = (node) =>
  node === undefined || node.value === null ? null : node.kind === "string" ? text(node) : node.text;
