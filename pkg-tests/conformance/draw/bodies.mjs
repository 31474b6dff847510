// Draws bodies in the shapes that the providers document. Fields may be absent, have another type or an edge value, and some
// bodies are damaged.

import { drawJson } from "./json.mjs";

const TIMES = [
  "2024-03-22T15:20:00Z",
  "2024-03-22T15:20:00.123456Z",
  "2024-03-22t15:20:00.9z",
  "2024-03-22T15:20:00+05:30",
  "2016-12-31T23:59:60Z",
  "2016-12-31T23:59:60.999+05:30",
  "1969-12-31T23:59:59.9999Z",
  "2000-02-29T12:00:00-00:00",
  "0000-01-01T00:00:00+23:59",
  "9999-12-31T23:59:59.999-23:59",
  "2024-03-22T15:20:00",
  "2024-03-22 15:20:00",
  "2024-02-29 23:59:59",
  "2023-02-29T00:00:00Z",
  "2100-02-29T00:00:00",
  "2016-12-31 23:59:60",
  "0000-00-00 00:00:00",
  "2024-03-22T24:00:00Z",
  "2024-03-22T15:60:00",
  "2024-13-01T00:00:00Z",
  "2024-04-31 00:00:00",
  "2024-03-22 15:20:00Z",
  "2024-03-22T15:20:00+24:00",
  "2024-03-22T15:20:00+00:60",
  "2024-03-22T15:20:00.Z",
  "2024-03-22T15:20:00Z\n",
  " 2024-03-22 15:20:00",
  "",
];
const DELIVERY_STATUSES = [
  "delivered",
  "Delivered",
  "DELIVERED ",
  "\tcanceled",
  "Cancelled\t",
  "pending",
  "canceled\n",
  "",
  "constructor",
];
const EVENTS = ["ORDER_STATUS_UPDATED", "ORDER_STATUS_UPDATED", "order_status_updated", ""];
const TYPES = ["trigger_event.created", "balance.credit_points_issued"];
const OTHER_TYPES = ["user.renamed", "constructor", "__proto__", ""];
const BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz";
const NO_TYPE_IDS = [
  // In upper case twice, more than 128 bits, a letter that isn't a digit, too short, too long.
  "we_01JF2WKMVCFW6TS1QMGZYA291C",
  "WE_01jf2wkmvcfw6ts1qmgzya291c",
  "we_81jf2wkmvcfw6ts1qmgzya291c",
  "we_01jf2wkmvcfw6ts1qmgzya291l",
  "we_01jf2wkmvcfw6ts1qmgzya291",
  "we_01jf2wkmvcfw6ts1qmgzya291cc",
];
const ORDER_STATUSES = [
  "pending",
  "fulfilled",
  "fullyfilled",
  "partially_fulfilled",
  "generating_labels",
  "in_transit",
  "delivered",
  "exception",
  "cancelled",
  "refunded",
  "externally_handled",
  "error",
  "Delivered",
  "",
];
const TRACKING_STATUSES = [..."PTDFERUpX", ""];
const UUIDS = ["o-55f5f424-715d-4818-a1d7-deaae095f136", "t1", "constructor"];
const FLAGS = ["true", "TRUE", "False", "yes"];
const AMOUNTS = ["1.50", "-0", "1e3", "9007199254740993", "1e400", "01", " 1", ""];
const LONG = ["x".repeat(128), "x".repeat(129), "🚀".repeat(128), "🚀".repeat(129)];

/** Around 127 levels. The surrounding object is the first level. */
const DEPTHS = [124, 125, 126, 127, 128, 200];

/** Returns a function that draws a body for a provider, as a text or as bytes. */
export function drawBodies(choices) {
  const { below, oneIn, pick, times } = choices;
  const { array, damage, damageBytes, json, literal, number, object, spelled, string } = drawJson(choices);

  const one =
    (...lists) =>
    () =>
      spelled(pick(pick(lists)));
  const text = () => pick([string, string, string, one(LONG)])();
  /** A TypeID: a UUID, mostly of version 7, in base 32 (TypeID specification, 0.3.0). */
  function typeId() {
    const hex = (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join("");
    const uuid = hex(12) + pick("7776") + hex(3) + pick("89abc") + hex(15);
    const digits = BigInt(`0x${uuid}`).toString(32).padStart(26, "0");
    return spelled(`we_${digits.replace(/./g, (digit) => BASE_32[Number.parseInt(digit, 32)])}`);
  }
  const textOrNot = () => pick([text, literal])();
  const id = () => pick([number, text, () => String(below(1e6)), () => String(below(1e6))])();
  const time = one(TIMES);
  const any = () => json(3);
  const amount = () => pick([number, one(AMOUNTS)])();
  const identity = () => pick([typeId, typeId, typeId, one(NO_TYPE_IDS, UUIDS, LONG)])();
  const value = () => pick([amount, amount, literal])();
  const flag = () => pick([literal, one(FLAGS)])();

  const STEP = {
    timestamp: time,
    datetime: textOrNot,
    date: textOrNot,
    timezone: text,
    description: text,
    location: text,
    status: one(TRACKING_STATUSES),
    error: { code: text, message: () => pick([text, any])() },
  };
  const ORDER = {
    uuid: one(UUIDS),
    status: one(ORDER_STATUSES),
    updated: time,
    created: time,
    storeOrderId: id,
    trackingInformation: [{ number: id, url: text }],
  };
  const TRACKING = {
    uuid: one(UUIDS),
    status: one(TRACKING_STATUSES),
    trackingNumber: text,
    trackingUrl: text,
    delivered: flag,
    steps: [STEP],
  };
  const BATCH = { order: [ORDER], tracking: [TRACKING] };
  const SHAPES = {
    isendu: [{ keyId: text }, BATCH, BATCH, { order: any, keyId: text }],
    optondemand: [{ event: one(EVENTS), timestamp: time, data: { orderId: id, lines: any } }],
    reward: [
      {
        id: identity,
        type: one(TYPES, TYPES, TYPES, OTHER_TYPES),
        time,
        data: { user: { id }, trigger: { id: one(UUIDS) }, value, transaction: { id: one(UUIDS), amount } },
      },
    ],
    xoxoday: [
      {
        id,
        createdAt: time,
        data: { orderId: id, deliveryStatus: one(DELIVERY_STATUSES), poNumber: id, orderDate: time },
      },
    ],
  };

  /** Writes a shape: a function that draws, an object of shapes, or a list of one shape. A list may also be a single element. */
  function write(shape) {
    if (typeof shape === "function") return shape();
    if (Array.isArray(shape)) return oneIn(5) ? write(shape[0]) : array(times(4, () => field(shape[0])));
    // 0 leaves a member out: a failure keeps only the members that it needs.
    const members = Object.entries(shape).flatMap(([name, inner]) => (below(24) ? [[name, field(inner)]] : []));
    const others = oneIn(16) ? ["", ...times(20, (_, at) => `other${at}`)].map((name) => [name, any()]) : [];
    const twice = oneIn(100) ? members.slice(0, 1) : [];
    return object([...members, ...others, ...twice]);
  }
  const field = (shape) => (oneIn(32) ? json(2) : write(shape));

  const asItIs = (document) => document;
  const CHANGES = [
    ...Array(12).fill(asItIs),
    damage,
    (document) => damage(damage(document)),
    (document) => damageBytes(encode(document)),
    (document) => pick(["\ufeff", "\ufeff\ufeff", " \ufeff"]) + document,
    any,
    (document) => object([["deep", nested(document, pick(DEPTHS))]]),
    (document) => document.replace(/[x:]/, pick(["\ud83d", "\ude80", "\ude80\ud83d"])),
  ];
  function nested(document, depth) {
    const [open, close] = pick([
      ["[", "]"],
      ['{"a":', "}"],
    ]);
    return open.repeat(depth) + pick([json(1) + close.repeat(depth), document]);
  }

  return (name) => {
    const body = pick(CHANGES)(write(pick(SHAPES[name])));
    // A text with half a surrogate pair can't be encoded.
    return typeof body !== "string" || !body.isWellFormed() ? body : pick([asItIs, encode, bufferOf, viewOf])(body);
  };
}

/** Draws a batch near the largest number of orders, trackings and steps, in few bytes. */
export function drawLargeBatch({ below, pick }) {
  const all = 20_000 + pick([-1, 0, 1, 2, 9_999, -below(20_000)]);
  const [orders, trackings] = pick([
    [all, 0],
    [0, all],
    [1, 1],
    [below(all), 1],
  ]);
  const one = () => pick(["0", "{}", "[[]]", '{"uuid":"o-1"}']);
  const many = (count) => `[${Array(count).fill(one()).join(",")}]`;
  const steps = many(Math.max(0, all - orders - trackings));
  const last = pick([`{"uuid":"t","steps":${steps}}`, `{"steps":${steps}}`]);
  return `{"order":${many(orders)},"tracking":${trackings === 1 ? last : many(trackings)}}`;
}

const encode = (text) => new TextEncoder().encode(text);
const bufferOf = (text) => encode(text).buffer;
const viewOf = (text) => new DataView(encode(`..${text}.`).buffer, 2, Buffer.byteLength(text));
