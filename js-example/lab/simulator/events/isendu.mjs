// isendu: orders and trackings in batches, in no order; nothing is signed.

import { FORGED, ISENDU_API } from "../keys.mjs";
import { json } from "../json.mjs";
import { chained, inert, message, proven, sha256 } from "./message.mjs";
import { extra, longId, oddIds, style } from "./odd.mjs";

/** isendu's spellings, and the statuses that they mean. */
const ORDER_STATUSES = [
  ...["pending", "fulfilled", "generating_labels", "in_transit", "delivered", "cancelled", "error"].map((status) => [
    status,
    status,
  ]),
  ["fullyfilled", "fulfilled"],
  ["on_the_moon", "unrecognized"],
  ["Delivered", "unrecognized"],
  [undefined, "unrecognized"],
];
const STEP_STATUSES = {
  P: "created",
  T: "in_transit",
  E: "exception",
  F: "failed",
  D: "delivered",
  R: "returned",
  U: "unknown",
};
const HOUR = 3_600_000;
const START = Date.UTC(2026, 4, 1);

/** How many bytes of elements a batch has at most: the receivers under test accept a body of 1 MiB. */
const MOST_BYTES = 1_000_000;

const at = (hour) => new Date(START + hour * HOUR).toISOString();
/** A story has one style, because an element is identified by its text, blanks included. */
function element(subject, value, facts, written) {
  const text = json(value, written);
  const key = `isendu:${subject}:sha256:${sha256(text)}`;
  const unit = { provider: "isendu", key, subject, work: "latest", told: true, poison: false, ...facts };
  return { list: subject.split(":")[0], text, unit };
}

/** Returns the batches about some new orders and parcels. */
export function isenduBatches(random, number) {
  const strands = [];
  const loose = [];
  for (let i = 0; i < random.between(1, 6); i += 1) {
    const id = `${number}-${i}`;
    const story = random.chance(0.5) ? orders(random, id) : trackings(random, id);
    if (story.ordered) strands.push(chained(story.elements.map((each) => batch(random, [each]))));
    else loose.push(...story.elements);
  }
  const rest = random.shuffled(loose);
  while (rest.length > 0) {
    const most = random.between(1, random.chance(0.05) ? 40 : 6);
    const taken = rest.splice(0, fitting(rest.slice(0, most)));
    // The very same element twice in one batch is one thing, and a duplicate of it.
    const repeated = [...taken, random.pick(taken)];
    strands.push([batch(random, random.chance(0.05) && fitting(repeated) === repeated.length ? repeated : taken)]);
  }
  return strands;
}

/** Returns how many of the elements fit into a batch: the first one, and those after it while it does not get too long. */
function fitting(elements) {
  let bytes = 0;
  const first = elements.findIndex(({ text }) => {
    bytes += Buffer.byteLength(text);
    return bytes > MOST_BYTES;
  });
  return first < 0 ? elements.length : Math.max(first, 1);
}

function uuids(random, prefix, id) {
  if (random.chance(0.03)) return oddIds(random, id);
  if (random.chance(0.005)) return [longId(id)];
  return [`${prefix}${random.hex(8)}-${id}`];
}

function orders(random, id) {
  const ordered = random.chance(0.1);
  const written = style(random);
  const elements = uuids(random, "o-", id).flatMap((uuid) =>
    Array.from({ length: random.between(1, 4) }, (_, index) => {
      const [status, state] = random.pick(ORDER_STATUSES);
      const updated = ordered ? random.pick([undefined, null, "", at(0)]) : at(index);
      const value = {
        uuid,
        updated,
        created: at(-24),
        status,
        storeOrderId: id,
        total: 59.9,
        currency: "EUR",
        items: [],
        number: index,
        ...extra(random),
      };
      return element(`order:${uuid}`, value, { state, rank: index, told: !ordered }, written);
    }),
  );
  return { ordered, elements };
}

function trackings(random, id) {
  const written = style(random);
  const elements = uuids(random, "t-", id).flatMap((uuid) => {
    const statuses = Array.from({ length: random.between(1, 5) }, () => random.pick(Object.keys(STEP_STATUSES)));
    return statuses.map((status, index) => {
      const steps = statuses
        .slice(0, index + 1)
        .map((each, step) => ({ datetime: "01/05/2026", timestamp: at(step), description: "schön 📦", status: each }));
      const value = { uuid, status, trackingNumber: `1Z${id}`, delivered: status === "D", steps, ...extra(random) };
      return element(`tracking:${uuid}`, value, { state: STEP_STATUSES[status], rank: index }, written);
    });
  });
  return { ordered: false, elements };
}

function batch(random, elements) {
  const of = (list) => elements.filter((each) => each.list === list);
  const aside = [];
  const lists = ["order", "tracking"].map((list) => {
    const texts = of(list).map((each) => each.text);
    if (texts.length === 1 && random.chance(0.1)) return `"${list}":${texts[0]}`;
    if (random.chance(0.02)) {
      const place = random.below(texts.length + 1);
      texts.splice(place, 0, '{"status":"in_transit"}');
      aside.push({ code: "missing_field", path: `${list}[${place}].uuid` });
    }
    return texts.length > 0 || random.chance(0.5) ? `"${list}":[${texts.join(",")}]` : `"${list}":null`;
  });
  const body = `{${lists.join(",")}}`;
  return proven(message("isendu", body, { units: elements.map((each) => each.unit), aside }), random);
}

/** An empty batch, or an unknown document. */
export function isenduUnknown(random, number) {
  const body = random.chance(0.5)
    ? `{"order":[],"tracking":null,"number":${number}}`
    : json({ parcel: [number], ...extra(random) });
  return proven(
    message("isendu", body, { sort: "unknown", units: [inert("isendu", `isendu:sha256:${sha256(body)}`)] }),
    random,
  );
}

/** The confirmation of the URL, which we must answer with the secret, or one for another key. */
export function isenduConfirmation(random, genuine = true) {
  const { keyId, secret } = ISENDU_API;
  const [id, expect, reply] = genuine ? [keyId, [200], `{"response":"${secret}"}`] : [FORGED.keyId, [404], null];
  const from = genuine ? "provider" : "stranger";
  return proven(message("isendu", `{"keyId":"${id}"}`, { sort: "confirmation", from, expect, reply }), random);
}
