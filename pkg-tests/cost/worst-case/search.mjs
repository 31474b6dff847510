// Looks for the bodies of a provider that cost most: from its sample bodies on, it keeps the plans that come nearest to a
// bound, and draws the next ones from them.

import { fixture } from "countersign/testing";
import { generator } from "../../support/random.mjs";
import { callsOf, measure } from "./measure.mjs";
import { drawPlans, places, planOf, write } from "./plans.mjs";

const KIB = 1024;
const MIB = 1024 * KIB;

/** What a body may become, in bytes: so much for each byte of it, and so much in any case. */
export const BOUNDS = { memory: { each: 64, beside: 16 * MIB }, json: { each: 8, beside: 4 * MIB } };
const figures = Object.keys(BOUNDS);

/** The sizes of the bodies that are drawn; and those which the worst ones are let grow to, the very worst ones all. */
const SMALLEST = 16 * KIB;
const LARGEST = 128 * KIB;
const GROWN = [64, 96, 128, 192, 256, 320, 384, 512].map((kib) => kib * KIB);
const GROWN_MOST = [MIB, 1.5 * MIB, 2 * MIB, 4 * MIB];

/** The sample bodies to start from, and the fields that no sample has. */
const STARTS = {
  isendu: {
    samples: ["isendu.batch", "isendu.confirmation"],
    names: ["error", "code", "message", "timezone", "location", "date"],
  },
  optondemand: { samples: ["optondemand.ORDER_STATUS_UPDATED"], names: [] },
  reward: { samples: ["reward.balance.credit_points_issued", "reward.trigger_event.created"], names: [] },
  xoxoday: { samples: ["xoxoday.order.delivery_status"], names: [] },
};

const encoder = new TextEncoder();

/** Returns how much of each bound a call on a body takes, and what was measured. */
function judge(name, { call, plan, size }) {
  const taken = measure(name, call, encoder.encode(write(plan, size)));
  const of = ({ each, beside }) => each * taken.bytes + beside;
  return { ...taken, shares: { memory: taken.memory / of(BOUNDS.memory), json: taken.answer / of(BOUNDS.json) } };
}

/**
 * Returns the candidates that come nearest to a bound, each with its share of it: `memory` and `json` of the bodies that are
 * accepted, and `refused`, the memory of those that are not. There are so many tries for each place to start from.
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

  /** Measures a candidate; among those that come from one start, the worst ones so far are in `best`. */
  function consider(candidate, best) {
    const judged = { ...candidate, ...judge(name, candidate) };
    if (!judged.accepted) {
      found.refused = worse(judged, found.refused, "memory");
      return;
    }
    for (const figure of figures) {
      found[figure] = worse(judged, found[figure], figure);
      // One that is as bad may lead on to a worse one.
      if (share(judged, figure) >= share(best[figure], figure)) best[figure] = judged;
    }
  }

  /** Takes away, one after the other, what is not needed to come nearer to a bound. A batch may become too long for its size. */
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

/** What goes on in a member that no provider reads: the smallest values, and keys that have to be told apart. */
const ONE = { is: "token", text: "1" };
const UNREAD = [
  { is: "list", items: [ONE], times: 1, most: Infinity },
  { is: "map", key: "short", value: ONE, times: 1, most: Infinity },
];

/** Returns the plans to start from, those together that are much the same: what goes on is in one place alone. */
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
