// Different events never share a dedupe key (contract, sections 4 and 5). The one exception is Xoxoday: an order that returns to
// an earlier status. See `properties.mjs` for how to repeat a failure.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import * as countersign from "countersign";
import { drawBodies } from "./draw/bodies.mjs";
import { providers } from "../support/files.mjs";
import { holds, seed, shown } from "../support/properties.mjs";

const { isendu, optondemand, reward, xoxoday } = countersign;
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

function parse(name, body) {
  try {
    return countersign[name].parse(body);
  } catch (error) {
    if (error.name !== "WebhookError") throw error;
    return undefined;
  }
}

/** Returns a body of any form as text. */
const textOf = (body) => (typeof body === "string" ? body : new TextDecoder("utf-8", { ignoreBOM: true }).decode(body));

/** Returns an event, or an element of it, without its dedupe keys. */
function meaning({ dedupeKey, orders, trackings, ...said }) {
  return orders === undefined ? said : { ...said, orders: orders.map(meaning), trackings: trackings.map(meaning) };
}

/** Tells whether two events must have the same key, even if they differ: Reward's by their id, and Xoxoday's exception. */
const MUST_SHARE = {
  isendu: () => false,
  optondemand: () => false,
  reward: (one, other) => one.id === other.id,
  xoxoday: (one, other) =>
    one.kind !== "unrecognized" &&
    one.status !== "unrecognized" &&
    one.orderId === other.orderId &&
    one.status === other.status,
};

/** Checks the keys of two events. Returns whether they had to differ. Equal events in different spellings may have two keys. */
function assertApart(name, one, other) {
  const share = MUST_SHARE[name](one, other);
  if (share) assert.equal(one.dedupeKey, other.dedupeKey, "the same event has two keys");
  if (share || isDeepStrictEqual(meaning(one), meaning(other))) return false;
  assert.notEqual(one.dedupeKey, other.dedupeKey, "different events share a key");
  return true;
}

/** Changes, removes or adds one character of a text. The result often is still valid JSON. */
function nudged(text, { below, pick }) {
  const at = below(text.length);
  const other = pick(["x", "0", "1", "Z", " ", "t", "5", ":", '"', "}"]);
  return pick([
    text.slice(0, at) + other + text.slice(at + 1),
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + other + text.slice(at),
  ]);
}

/** Changes one value of a document, or removes or adds a member. */
function changed(document, { below, oneIn, pick }) {
  const places = [];
  const visit = (parent) => {
    for (const key of Object.keys(parent)) {
      places.push([parent, key]);
      if (typeof parent[key] === "object" && parent[key] !== null) visit(parent[key]);
    }
  };
  const copy = structuredClone(document);
  visit(copy);
  if (places.length === 0) return { more: 1 };
  const [parent, key] = pick(places);
  const value = parent[key];
  const another = () =>
    pick([
      null,
      true,
      7,
      "7",
      "delivered",
      "canceled",
      [],
      {},
      "2024-03-22T15:20:01Z",
      typeof value === "string" ? `${value}x` : "T",
    ]);
  if (!oneIn(4) || Array.isArray(parent)) parent[key] = another();
  else if (below(2)) parent[`${key}2`] = another();
  else delete parent[key];
  return copy;
}

test(`events that differ in a field or anywhere in the payload have different keys (SEED=${seed})`, (context) => {
  const counts = Object.fromEntries(providers.map((name) => [name, 0]));
  const draw = (choices) => {
    const name = choices.pick(providers);
    const body = textOf(drawBodies(choices)(name));
    const event = parse(name, body);
    return {
      name,
      body,
      others: event ? [nudged(body, choices), JSON.stringify(changed(event.payload, choices))] : [],
    };
  };
  const all = holds(4_000, draw, ({ name, body, others }) => {
    const event = parse(name, body);
    if (event === undefined) return;
    assert.deepEqual(parse(name, Buffer.from(body)), event, "the same bytes");
    for (const other of others) {
      const read = parse(name, other);
      if (read !== undefined) counts[name] += assertApart(name, event, read);
    }
  });
  if (!all) return;
  context.diagnostic(`pairs that had to differ: ${shown(counts)}`);
  // For Reward only the id counts, and it seldom changes.
  for (const name of providers)
    assert.ok(counts[name] > (name === "reward" ? 10 : 200), `${name}: ${counts[name]} pairs`);
});

test(`orders and trackings that differ have different keys (SEED=${seed})`, (context) => {
  let pairs = 0;
  const draw = (choices) => {
    const body = drawBodies(choices)("isendu");
    const event = parse("isendu", body);
    return event?.kind === "batch" ? [body, JSON.stringify(changed(event.payload, choices))] : [];
  };
  const all = holds(1_000, draw, (bodies) => {
    const batches = bodies.map((body) => parse("isendu", body)).filter((batch) => batch?.kind === "batch");
    const items = batches.flatMap(({ orders, trackings }) => [...orders, ...trackings]);
    for (const one of items) {
      for (const other of items) {
        if (isDeepStrictEqual(meaning(one), meaning(other))) continue;
        assert.notEqual(one.dedupeKey, other.dedupeKey, "different elements share a key");
        pairs += 1;
      }
    }
  });
  if (!all) return;
  context.diagnostic(`${pairs} pairs`);
  assert.ok(pairs > 1_000);
});

// Ids that look like parts of a key.
const HEX = sha256("x");
const IDS = [
  "2",
  "22",
  "2:2",
  ":2",
  "2:",
  "delivered",
  "delivered:2",
  "canceled:2",
  "sha256",
  `sha256:${HEX}`,
  `2:sha256:${HEX}`,
  "order",
  "order:2",
  "tx:2",
  "xoxoday:2",
];
const STATUSES = ["delivered", "Canceled", "cancelled ", "shipped", "delivered:2", "sha256", ""];

/** Yields bodies with each of those ids, and the parts of their keys (contract, section 5). */
function* bodiesAndParts() {
  for (const id of IDS) {
    for (const deliveryStatus of STATUSES) {
      const body = JSON.stringify({ id: 1, data: { orderId: id, deliveryStatus } });
      const status = { delivered: "delivered", canceled: "canceled", cancelled: "canceled" }[
        deliveryStatus.trim().toLowerCase()
      ];
      yield [xoxoday, body, status ? ["xoxoday", status, id] : ["xoxoday", "sha256", sha256(body)]];
    }
    for (const type of ["trigger_event.created", "other"]) {
      yield [reward, JSON.stringify({ id, type, data: { user: { id }, trigger: { id } } }), ["reward", id]];
    }
    const element = JSON.stringify({ uuid: id });
    const batch = `{"order":[${element}],"tracking":[${element}]}`;
    yield [isendu, batch, ["isendu", "sha256", sha256(batch)]];
    yield [
      { parse: (body) => isendu.parse(body).orders[0] },
      batch,
      ["isendu", "order", id, "sha256", sha256(element)],
    ];
    yield [
      { parse: (body) => isendu.parse(body).trackings[0] },
      batch,
      ["isendu", "tracking", id, "sha256", sha256(element)],
    ];
    for (const body of [JSON.stringify({ keyId: id }), JSON.stringify({ other: id })])
      yield [isendu, body, ["isendu", "sha256", sha256(body)]];
    for (const event of ["ORDER_STATUS_UPDATED", id]) {
      const body = JSON.stringify({ event, data: { orderId: id } });
      yield [optondemand, body, ["optondemand", "sha256", sha256(body)]];
    }
  }
}

/** The forms of a key. A digest has a fixed length and is last; the id is the rest. */
const FORMS = [
  /^(isendu):(order|tracking):(.+):(sha256):([\da-f]{64})$/s,
  /^(isendu|optondemand|xoxoday):(sha256):([\da-f]{64})$/,
  /^(xoxoday):(delivered|canceled):(.+)$/s,
  /^(reward):(.+)$/s,
];

test("a key can be split in only one way, and different parts never give the same key", () => {
  const tuples = new Map();
  for (const [provider, body, parts] of bodiesAndParts()) {
    const { dedupeKey } = provider.parse(body);
    assert.equal(dedupeKey, parts.join(":"), body);
    const ways = FORMS.map((form) => form.exec(dedupeKey)?.slice(1)).filter(Boolean);
    assert.deepEqual(ways, [parts], `${dedupeKey} has one form`);
    const known = tuples.get(dedupeKey) ?? parts;
    assert.deepEqual(known, parts, dedupeKey);
    tuples.set(dedupeKey, parts);
  }
  assert.ok(tuples.size > 150, `${tuples.size} keys`);
});

const callback = (fields) => {
  const { deliveryStatus = "delivered", ...others } = fields;
  return xoxoday.parse(
    JSON.stringify({ id: 1, createdAt: "2024-02-07 12:25:45", data: { orderId: 7, deliveryStatus }, ...others }),
  );
};

test("Xoxoday's exception: a returning status has its old key, and supersedes recognises it as new", () => {
  const [first, canceled, back] = [
    callback({}),
    callback({ deliveryStatus: "canceled", createdAt: "2024-02-07 12:25:46" }),
    callback({ createdAt: "2024-02-07 12:25:47" }),
  ];
  assert.deepEqual(
    [first, canceled, back].map(({ dedupeKey }) => dedupeKey),
    ["xoxoday:delivered:7", "xoxoday:canceled:7", "xoxoday:delivered:7"],
  );
  assert.deepEqual([xoxoday.supersedes(back, canceled), back.status === canceled.status], [true, false], "news");
  // A retry of the first event, sent before the cancellation, is not new.
  assert.deepEqual(xoxoday.supersedes(first, canceled), false);
});

test("two unknown statuses have different keys, and so have two deliveries of one", () => {
  const keys = ["shipped", "Shipped", "shipped ", "packed"].map(
    (deliveryStatus) => callback({ deliveryStatus }).dedupeKey,
  );
  keys.push(callback({ deliveryStatus: "shipped", createdAt: "2024-02-07 12:25:46" }).dedupeKey);
  assert.equal(new Set(keys).size, keys.length);
  for (const key of keys) assert.match(key, /^xoxoday:sha256:[\da-f]{64}$/);
});

test("trigger events have no order, and each has its own key", () => {
  const events = [1, 2, 3].map((at) =>
    reward.parse(
      JSON.stringify({
        id: `we_${at}`,
        type: "trigger_event.created",
        time: `2024-12-14T15:29:1${at}Z`,
        data: { user: { id: 1 }, trigger: { id: "t" }, value: at },
      }),
    ),
  );
  for (const one of events) for (const other of events) assert.equal(reward.supersedes(one, other), null);
  assert.equal(new Set(events.map(({ dedupeKey }) => dedupeKey)).size, 3);
});

const MOST = 20_000;
const many = (count, element) => Array(count).fill(element);
const steps = (count) => ({ uuid: "t", steps: many(count, {}) });
/** Each makes a batch at the bound, or one element above it. */
const AT_THE_BOUND = {
  orders: (all) => ({ order: many(all, { uuid: "o" }) }),
  trackings: (all) => ({ tracking: many(all, { uuid: "t" }) }),
  "orders and trackings": (all) => ({ order: many(all - 1, { uuid: "o" }), tracking: { uuid: "t" } }),
  "steps of one tracking": (all) => ({ tracking: steps(all - 1) }),
  "steps of two trackings": (all) => ({ tracking: [steps(9_000), steps(all - 9_002)] }),
  "one of each": (all) => ({ order: { uuid: "o" }, tracking: [steps(all - 2)] }),
  "elements that are rejected": (all) => ({ order: many(all, 0) }),
};

for (const [name, make] of Object.entries(AT_THE_BOUND)) {
  test(`a batch with the most elements is accepted, and one more is too many: ${name}`, () => {
    const event = isendu.parse(JSON.stringify(make(MOST)));
    assert.equal(event.kind, "batch");
    assert.throws(() => isendu.parse(JSON.stringify(make(MOST + 1))), {
      name: "WebhookError",
      code: "too_many_elements",
      status: 422,
      retryUseful: false,
      message: "the batch has more than 20000 orders, trackings and steps",
    });
  });
}

test("which elements count towards the bound, and which errors come first", () => {
  const code = (body) => parse("isendu", JSON.stringify(body)) ?? "refused";
  // Elements in other members, or inside orders, don't count.
  for (const body of [
    { order: [{ uuid: "o", steps: many(MOST + 1, {}) }] },
    { order: [], other: many(MOST + 1, {}) },
    { order: { uuid: "o", trackingInformation: many(MOST + 1, {}) } },
  ]) {
    assert.equal(code(body).kind, "batch");
  }
  // A wrong type of a list comes before too many elements.
  assert.throws(() => isendu.parse(JSON.stringify({ order: many(MOST + 1, {}), tracking: 5 })), {
    code: "wrong_type",
    path: "tracking",
  });
  // It is not a confirmation either: `confirm` returns null without counting the elements.
  assert.equal(isendu.confirm(JSON.stringify({ order: many(MOST + 1, {}) }), { keyId: "K", secret: "s" }), null);
});
