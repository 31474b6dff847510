// Genuine bodies that cannot be parsed. A retry never helps.

import { message, proven } from "./message.mjs";

const DOCUMENTS = {
  xoxoday: (n) => `{"id":${n},"data":{"orderId":${n},"deliveryStatus":"delivered"},"createdAt":"2026-01-01 00:00:00"}`,
  optondemand: (n) =>
    `{"event":"ORDER_STATUS_UPDATED","timestamp":"2026-01-01T00:00:00Z","data":{"orderId":"garbage-${n}"}}`,
  isendu: (n) => `{"order":[{"uuid":"garbage-${n}","updated":"2026-01-01T00:00:00Z"}]}`,
  reward: (n) =>
    `{"id":"we_garbage_${n}","type":"trigger_event.created","time":"","data":{"user":{"id":"u"},"trigger":{"id":"t"}}}`,
};

const FAULTS = [
  { code: "invalid_json", make: (text) => text.slice(0, -1) },
  { code: "invalid_json", make: (text) => `${text}}` },
  { code: "invalid_json", make: (text, n) => `<html>502 Bad Gateway ${n}</html>` },
  { code: "invalid_json", make: (text) => text.replace("{", '{"half":"\\ud800",') },
  { code: "invalid_utf8", make: (text) => Buffer.from(text.replace("{", '{"latin":"Zo\u00eb",'), "latin1") },
  { code: "duplicate_key", path: "a", make: (text) => text.replace("{", '{"a":1,"\\u0061":2,') },
  { code: "too_deep", make: (text) => text.replace("{", `{"deep":${"[".repeat(200)}${"]".repeat(200)},`) },
  { code: "not_object", make: (text) => `[${text}]` },
  { code: "invalid_json", make: () => "" },
];

/** Bodies without a documented field. isendu documents no required field of a batch. */
const INCOMPLETE = {
  xoxoday: { code: "wrong_type", path: "data.deliveryStatus", make: (text) => text.replace('"delivered"', "7") },
  optondemand: { code: "missing_field", path: "event", make: (text) => text.replace('"event"', '"Event"') },
  isendu: { code: "wrong_type", path: "order", make: (text, n) => `{"order":"none","number":${n}}` },
  reward: { code: "missing_field", path: "id", make: (text) => text.replace('"id"', '"Id"') },
};

/** Returns a genuine message that cannot be parsed. */
export function unreadable(random, number) {
  const provider = random.pick(Object.keys(DOCUMENTS));
  const { code, path, make } = random.pick([...FAULTS, INCOMPLETE[provider], INCOMPLETE[provider]]);
  const body = make(DOCUMENTS[provider](number), number);
  return proven(message(provider, body, { sort: "unreadable", aside: [{ code, path }] }), random);
}
