// OptOnDemand: signed events of orders. Each one is sent when the one before it was taken.

import { json, token } from "../json.mjs";
import { inert, message, proven, sha256 } from "./message.mjs";
import { extra, longId, oddIds, style } from "./odd.mjs";

const STATUSES = ["created", "printing", "printed", "shipped", "delivered", "Zurückgeschickt 📦", ""];
const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 1);

/** The same moment in several RFC 3339 forms. */
const WRITTEN = [
  (ms) => new Date(ms).toISOString(),
  (ms) => new Date(ms + 2 * 60 * MINUTE).toISOString().replace("Z", "+02:00"),
  (ms) => new Date(ms).toISOString().replace("Z", "999Z").toLowerCase(),
];

const unitOf = (body, { subject, ...rest }) => {
  const key = `optondemand:sha256:${sha256(body)}`;
  return {
    provider: "optondemand",
    key,
    subject: subject ?? key,
    work: "latest",
    rank: 0,
    told: true,
    poison: false,
    ...rest,
  };
};

/** Returns the messages about a new order, or about two that look alike. */
export function optondemandOrders(random, number) {
  if (random.chance(0.05)) return [[withoutOrder(random, number)]];
  if (random.chance(0.04)) return oddIds(random, number).map((id) => order(random, id, id));
  if (random.chance(0.005)) return [order(random, longId(number), longId(number))];
  const id = random.chance(0.1) ? `9007199254${740_993 + number}` : String(400_000 + number);
  return [order(random, id, random.chance(0.3) ? token(id) : id)];
}

function order(random, id, written) {
  const count = random.between(1, 5);
  const dating = random.chance(0.1) ? random.pick(["equal", "missing"]) : "rising";

  return Array.from({ length: count }, (_, index) => {
    const ms = START + (dating === "rising" ? index * MINUTE : 0);
    const status = random.chance(0.9) ? random.pick(STATUSES) : undefined;
    const data = { orderId: written, status, number: index, ...extra(random) };
    const timestamp = dating === "missing" ? undefined : random.pick(WRITTEN)(ms);
    const body = json({ event: "ORDER_STATUS_UPDATED", timestamp, data }, style(random));
    const unit = unitOf(body, {
      subject: id,
      state: status ?? "ORDER_STATUS_UPDATED",
      rank: index,
      told: dating === "rising",
    });
    return proven(message("optondemand", body, { units: [unit], queue: id }), random);
  });
}

function withoutOrder(random, number) {
  const body = json({
    event: "ORDER_STATUS_UPDATED",
    timestamp: new Date(START).toISOString(),
    data: { name: `Zoë ${number}`, price: token("10.0") },
  });
  return proven(message("optondemand", body, { units: [unitOf(body, { state: "ORDER_STATUS_UPDATED" })] }), random);
}

/** An unknown event. */
export function optondemandUnknown(random, number) {
  const body = json({
    event: "STOCK_UPDATED",
    timestamp: "2026-03-01T00:00:00Z",
    data: { orderId: `stock-${number}`, ...extra(random) },
  });
  return proven(
    message("optondemand", body, {
      sort: "unknown",
      units: [inert("optondemand", `optondemand:sha256:${sha256(body)}`)],
    }),
    random,
  );
}
