// Xoxoday: news of orders, each status once; its times have no zone and one second's resolution.

import { json, token } from "../json.mjs";
import { chained, inert, message, proven, sha256 } from "./message.mjs";
import { extra, oddIds, style } from "./odd.mjs";

/** How each status is written, and what is to be understood. */
const STATUSES = {
  delivered: ["delivered", "Delivered", "DELIVERED", " delivered\t"],
  canceled: ["canceled", "Canceled", "cancelled", "CANCELLED"],
};
const OTHERS = ["pending", "partially_delivered", "on hold"];
const HOUR = 3_600_000;
const MOST_BYTES = 1_048_576;
const START = Date.UTC(2026, 0, 1);

const local = (ms) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/** Returns the messages about new orders: one list for each, to be sent in order where nothing else tells it. */
export function xoxodayOrders(random, number) {
  const odd = random.chance(0.04);
  const ids = odd ? oddIds(random, number) : [String(26_000_000 + number)];
  if (!odd && random.chance(0.1)) ids[0] = `9${"0".repeat(20)}${number}`;
  return ids.flatMap((id) => order(random, id, odd));
}

function order(random, id, odd) {
  const statuses = random.shuffled([...OTHERS, random.pick(["delivered", "canceled"])]).slice(0, random.between(1, 4));
  const dating = random.chance(0.1) ? random.pick(["equal", "missing", "zero"]) : "rising";
  const messages = statuses.map((status, index) => news(random, { id, odd, status, index, dating }));
  return dating === "rising" ? messages.map((each) => [each]) : [chained(messages)];
}

function news(random, { id, odd, status, index, dating }) {
  const started = START + random.below(10_000) * HOUR;
  const times = {
    rising: (attempt) => local(START + (10_000 + 2 * index) * HOUR + attempt * 60_000),
    equal: () => "2026-06-01 12:00:00",
    zero: () => "0000-00-00 00:00:00",
    missing: () => undefined,
  };
  const asText = odd || random.chance(0.2);
  const document = (attempt) => ({
    id: random.chance(0.5) ? token(random.digits(20)) : random.digits(19),
    data: {
      orderId: asText ? id : token(id),
      poNumber: `PO${id.slice(0, 40)}`,
      orderDate: local(started),
      deliveryStatus: STATUSES[status] ? random.pick(STATUSES[status]) : status,
      ...extra(random),
    },
    createdAt: times[dating](attempt),
  });
  const written = style(random);
  const first = document(0);
  const unit = {
    provider: "xoxoday",
    key: `xoxoday:${id}:${status}`,
    subject: id,
    work: "latest",
    state: status,
    rank: index,
    told: dating === "rising",
    poison: false,
  };
  const restamped = random.chance(0.3) ? (attempt) => Buffer.from(json({ ...first, createdAt: times[dating](attempt) }, written)) : null;
  const text = json(first, written);
  const body = restamped === null && random.chance(0.002) ? filled(text) : text;
  return proven(message("xoxoday", body, { units: [unit], restamped }), random);
}

/** With blanks at its end, up to the last byte that a receiver takes. */
const filled = (text) => text + " ".repeat(MOST_BYTES - Buffer.byteLength(text));

/** A message of a shape that nobody knows yet. */
export function xoxodayUnknown(random, number) {
  const body = json({ id: number, data: { poNumber: `PO${number}` }, ...extra(random) });
  return proven(message("xoxoday", body, { sort: "unknown", units: [inert("xoxoday", `xoxoday:sha256:${sha256(body)}`)] }), random);
}
