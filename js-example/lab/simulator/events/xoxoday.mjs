// Xoxoday: events of orders. Some orders return to an earlier status. The times have no zone, and are exact to the second.

import { json, token } from "../json.mjs";
import { chained, inert, message, proven, sha256 } from "./message.mjs";
import { extra, oddIds, style } from "./odd.mjs";

/** The spellings of each status. */
const STATUSES = {
  delivered: ["delivered", "Delivered", "DELIVERED", " delivered\t"],
  canceled: ["canceled", "Canceled", "cancelled", "CANCELLED"],
};
const OTHERS = ["pending", "partially_delivered", "on hold"];
const HOUR = 3_600_000;
const MOST_BYTES = 1_048_576;
const START = Date.UTC(2026, 0, 1);
/** More than the attempts of any message, and far fewer than the minutes between two events. */
const MOST_ATTEMPTS = 10;

const local = (ms) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/** Returns the messages about new orders: one list for each, which is sent in order if the events do not show the order. */
export function xoxodayOrders(random, number) {
  const odd = random.chance(0.04);
  const ids = odd ? oddIds(random, number) : [String(26_000_000 + number)];
  if (!odd && random.chance(0.1)) ids[0] = `9${"0".repeat(20)}${number}`;
  return ids.flatMap((id) => order(random, id, odd));
}

function order(random, id, odd) {
  const comesBack = random.chance(0.2);
  const statuses = comesBack
    ? backAndForth(random)
    : random.shuffled([...OTHERS, random.pick(Object.keys(STATUSES))]).slice(0, random.between(1, 4));
  const dating = !comesBack && random.chance(0.1) ? random.pick(["equal", "missing", "zero"]) : "rising";
  const messages = statuses.map((status, index) => news(random, { id, odd, status, statuses, index, dating }));
  return dating === "rising" ? messages.map((each) => [each]) : [chained(messages)];
}

/** Delivered, canceled, delivered; or with an unknown status in between. */
function backAndForth(random) {
  const [one, other] = random.shuffled(Object.keys(STATUSES));
  const between = random.pick([other, other, random.pick(OTHERS)]);
  return Array.from({ length: random.between(3, 5) }, (_, index) => (index % 2 ? between : one));
}

function news(random, { id, odd, status, statuses, index, dating }) {
  const started = START + random.below(10_000) * HOUR;
  const sentAt = (attempt) => START + (10_000 + 2 * index) * HOUR + attempt * 60_000;
  const times = {
    rising: (attempt) => local(sentAt(attempt)),
    equal: () => "2026-06-01 12:00:00",
    zero: () => "0000-00-00 00:00:00",
    missing: () => undefined,
  };
  const asText = odd || random.chance(0.2);
  const first = {
    id: random.chance(0.5) ? token(random.digits(20)) : random.digits(19),
    data: {
      orderId: asText ? id : token(id),
      poNumber: `PO${id.slice(0, 40)}`,
      orderDate: local(started),
      deliveryStatus: STATUSES[status] ? random.pick(STATUSES[status]) : status,
      ...extra(random),
    },
    createdAt: times[dating](0),
  };
  const written = style(random);
  const text = json(first, written);
  const isRestamped = random.chance(0.3);
  const body = !isRestamped && random.chance(0.002) ? filled(text) : text;
  const facts = { id, status, state: status, told: dating === "rising", isRestamped };
  const known = STATUSES[status] && knownUnit({ ...facts, rank: index, isBack: count(statuses, status) > 1, sentAt });
  const unitOf = (bytes, attempt) => known ?? unknownUnit({ ...facts, rank: index + attempt / 100 }, bytes);
  const restamped = (attempt) => {
    const bytes = Buffer.from(json({ ...first, createdAt: times[dating](attempt) }, written));
    return { body: bytes, units: [unitOf(bytes, attempt)] };
  };
  return proven(
    message("xoxoday", body, { units: [unitOf(body, 0)], restamped: isRestamped ? restamped : null }),
    random,
  );
}

const count = (list, wanted) => list.filter((each) => each === wanted).length;

const unit = ({ id, state, rank, told }, rest) => ({
  provider: "xoxoday",
  subject: id,
  work: "latest",
  state,
  rank,
  told,
  poison: false,
  ...rest,
});

/** The key does not contain the time of sending. If the order returns to the status, the receiver needs another key. */
function knownUnit({ isBack, sentAt, ...facts }) {
  const key = `xoxoday:${facts.status}:${facts.id}`;
  const attempts = Array.from({ length: isBack ? MOST_ATTEMPTS : 0 }, (_, attempt) => attempt);
  const keys = attempts.map((attempt) => `again:${local(sentAt(attempt)).replace(/\D/g, "")}:${key}`);
  const back = isBack ? { name: `${key} #${facts.rank}`, keys: [key, ...keys] } : {};
  return unit(facts, { key, effect: key, isRestamped: facts.isRestamped || isBack, ...back });
}

/** Each of its bodies has its own key. */
const unknownUnit = (facts, body) => unit(facts, { key: `xoxoday:sha256:${sha256(body)}` });

/** Filled with blanks up to the limit of a receiver. */
const filled = (text) => text + " ".repeat(MOST_BYTES - Buffer.byteLength(text));

/** A message of unknown shape. */
export function xoxodayUnknown(random, number) {
  const body = json({ id: number, data: { poNumber: `PO${number}` }, ...extra(random) });
  return proven(
    message("xoxoday", body, { sort: "unknown", units: [inert("xoxoday", `xoxoday:sha256:${sha256(body)}`)] }),
    random,
  );
}
