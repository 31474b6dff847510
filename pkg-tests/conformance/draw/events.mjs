// Draws events with only the fields that ordering reads, and with so few values that many are equal.

/** Returns functions that draw two events of a provider, and a list of isendu's orders or trackings. */
export function drawEvents({ oneIn, pick, times }) {
  const timeMs = () => pick([null, 5, 5, 9]);
  const uuid = () => pick(["o-1", "o-1", "o-2"]);
  const steps = () => times(3, () => ({}));
  const nineOrTen = () => pick([9, 10]);
  const localDateTime = () => ({
    year: pick([999, 2024]),
    month: nineOrTen(),
    day: nineOrTen(),
    hour: nineOrTen(),
    minute: nineOrTen(),
    second: nineOrTen(),
  });

  const order = () => ({ uuid: uuid(), updatedMs: timeMs() });
  const tracking = () => ({
    uuid: uuid(),
    status: pick(["delivered", "returned", "in_transit"]),
    latestStepMs: timeMs(),
    steps: steps(),
  });
  const sent = () => ({
    kind: "order.delivery_status",
    orderId: pick(["7", "7", "8"]),
    sentAt: pick([localDateTime(), null]),
  });
  const rewarded = () => ({ id: pick(["we_1", "we_1", "we_2"]), timeMs: timeMs() });
  const trigger = () => ({ kind: "trigger_event.created", ...rewarded(), userId: pick(["u", "u", "v"]) });
  const credits = () => ({ ...trigger(), kind: "balance.credit_points_issued", transactionId: pick(["t", "t", "s"]) });

  const EVENTS = {
    isendu: [order, tracking],
    optondemand: [() => ({ orderId: pick(["7", "7", "8", null]), timestampMs: timeMs() })],
    reward: [trigger, credits, () => ({ kind: "unrecognized", ...rewarded() })],
    xoxoday: [sent, sent, () => ({ kind: "unrecognized" })],
  };

  return {
    pair(name) {
      const draw = pick(EVENTS[name]);
      // Two of isendu's items have the same kind, as the types require.
      return [draw(), (oneIn(4) && name !== "isendu" ? pick(EVENTS[name]) : draw)()];
    },
    list() {
      const draw = pick([order, tracking]);
      return times(7, draw);
    },
  };
}
