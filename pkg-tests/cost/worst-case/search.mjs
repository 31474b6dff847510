// Searches for the most expensive bodies of a provider. It starts with the sample bodies, keeps the plans that come closest to a
// bound, and varies them.

import { fixture } from "countersign/testing";
import { generator } from "../../support/random.mjs";
import { callsOf, measure } from "./measure.mjs";
import { drawPlans, places, planOf, write } from "./plans.mjs";

const KIB = 1024;
const MIB = 1024 * KIB;

/** The bounds in bytes: `each` for each byte of the body, plus `beside`. */
export const BOUNDS = { memory: { each: 64, beside: 16 * MIB }, json: { each: 8, beside: 4 * MIB } };
const figures = Object.keys(BOUNDS);

/** The sizes of drawn bodies; then the sizes to which the worst ones are grown, and the very worst ones. */
const SMALLEST = 16 * KIB;
const LARGEST = 128 * KIB;
const GROWN = [64, 96, 128, 192, 256, 320, 384, 512].map((kib) => kib * KIB);
const GROWN_MOST = [MIB, 1.5 * MIB, 2 * MIB, 4 * MIB];

/** The sample bodies to start with, and the fields that no sample contains. `any` is a sender of a scheme. */
const STARTS = {
  isendu: {
    samples: ["isendu.batch", "isendu.confirmation"],
    names: ["error", "code", "message", "timezone", "location", "date"],
  },
  optondemand: { samples: ["optondemand.ORDER_STATUS_UPDATED"], names: [] },
  reward: { samples: ["reward.balance.credit_points_issued", "reward.trigger_event.created"], names: [] },
  xoxoday: { samples: ["xoxoday.order.delivery_status"], names: [] },
  any: { samples: ["reward.trigger_event.created"], names: ["event", "id", "timestamp"] },
};

const encoder = new TextEncoder();

/** Returns the share of each bound that a call uses, and the measurements. */
function judge(name, { call, plan, size }) {
  const taken = measure(name, call, encoder.encode(write(plan, size)));
  const of = ({ each, beside }) => each * taken.bytes + beside;
  return { ...taken, shares: { memory: taken.memory / of(BOUNDS.memory), json: taken.answer / of(BOUNDS.json) } };
}

/**
 * Returns the candidates that come closest to a bound, each with its share: `memory` and `json` of accepted bodies, and
 * `refused`, the memory of refused ones. It makes `tries` tries for each start.
 */
export function worst(name, seed, tries) {
  const random = generator(seed);
  const { below, pick } = random;
  const { samples, names } = STARTS[name];
  const documents = samples.map((sample) => JSON.parse(fixture(sample)));
  const { draw, vary } = drawPlans(random, [...names, ...namesIn(documents)]);
  const found = { memory: undefined, json: undefined, refused: undefined };
  const share = (candidate, figure) => candidate?.shares[figure] ?? 0;
  const worse = (one, other, figure) => (share(one, figure) > share(other, figure) ? one : other);

  /** Measures a candidate. `best` holds the worst ones so far from the same start. */
  function consider(candidate, best) {
    const judged = { ...candidate, ...judge(name, candidate) };
    if (!judged.accepted) {
      found.refused = worse(judged, found.refused, "memory");
      return;
    }
    for (const figure of figures) {
      found[figure] = worse(judged, found[figure], figure);
      // An equally bad one may lead to a worse one.
      if (share(judged, figure) >= share(best[figure], figure)) best[figure] = judged;
    }
  }

  /** Removes the parts that don't bring the body closer to a bound, one by one. A batch may then have too many elements. */
  function pare(best, figure) {
    for (let at = [...places(best[figure].plan)].length - 1; at >= 0; at -= 1) {
      const from = best[figure];
      const plan = structuredClone(from.plan);
      [...places(plan)].at(at)?.[2]();
      for (const size of [from.size, Math.floor(from.size * 0.4)])
        if (best[figure] === from) consider({ ...from, plan, size }, best);
    }
  }

  const all = [];
  for (const plans of startsOf(documents.map(planOf))) {
    const best = { memory: undefined, json: undefined };
    for (const plan of plans) consider({ call: "parse", plan, size: LARGEST }, best);
    for (const figure of figures) pare(best, figure);
    for (let tried = 0; tried < tries; tried += 1) {
      const from = best[figures[tried % figures.length]];
      const changed = { ...from, plan: vary(from.plan) };
      if (below(4) === 0) changed.size = Math.floor(SMALLEST * (LARGEST / SMALLEST) ** (below(1000) / 999));
      if (below(8) === 0) changed.call = pick(callsOf(name));
      if (below(6) === 0) changed.plan.members.push([`"x${tried}"`, draw(2)]);
      consider(changed, best);
    }
    all.push(best);
  }
  for (const figure of figures) {
    for (const best of all) for (const size of GROWN) consider({ ...best[figure], size }, {});
    for (const size of GROWN_MOST) consider({ ...found[figure], size }, {});
  }
  return found;
}

/** Growing parts for a member that no provider reads: the smallest values, and distinct keys. */
const ONE = { is: "token", text: "1" };
const UNREAD = [
  { is: "list", items: [ONE], times: 1, most: Infinity },
  { is: "map", key: "short", value: ONE, times: 1, most: Infinity },
];

/** Returns the plans to start with, grouped by similarity. Each has one growing part. */
function startsOf(plans) {
  const unread = UNREAD.map((value) => plans.map((plan) => ({ ...plan, members: [...plan.members, ['"x"', value]] })));
  const [lists, texts] = [[], []];
  for (const plan of plans) {
    for (const [value, put] of places(plan)) {
      if (value.is === "object") continue;
      put(value.is === "list" ? { ...value, most: Infinity } : { is: "text", unit: "a" });
      const whole = structuredClone(plan);
      if (value.is === "list")
        lists.push([whole, { ...whole, members: whole.members.filter(([, member]) => goesOn(member)) }]);
      else texts.push(whole);
      put(value);
    }
  }
  return [...unread, ...lists, texts];
}

const goesOn = (plan) => plan.most === Infinity || [...places(plan)].some(([inner]) => inner.most === Infinity);

function namesIn(value) {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(namesIn);
  return Array.isArray(value) ? inner : [...Object.keys(value), ...inner];
}
