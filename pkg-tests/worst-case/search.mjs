// Looks for the bodies of a provider that cost most: from its sample bodies on, it keeps each plan that comes nearer to a
// bound than the one before, and draws the next one from it.

import { fixture } from "countersign/testing";
import { generator } from "../random.mjs";
import { callsOf, measure } from "./measure.mjs";
import { drawPlans, planOf, write } from "./plans.mjs";

const KIB = 1024;
const MIB = 1024 * KIB;

/** What a body may become, in bytes: so much for each byte of it, and so much in any case. */
export const BOUNDS = { memory: { each: 64, beside: 16 * MIB }, json: { each: 8, beside: 4 * MIB } };
export const figures = Object.keys(BOUNDS);

/** The sizes of the bodies that are drawn, and those up to which the worst ones are let grow. */
const SMALLEST = 32 * KIB;
const LARGEST = 256 * KIB;
const GROWN = [1, 2].map((times) => times * MIB);

/** The sample bodies to start from, and the fields that no sample has. */
const STARTS = {
  isendu: { samples: ["isendu.batch", "isendu.confirmation"], names: ["error", "code", "message", "timezone", "location", "date"] },
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

/** Returns, for each figure, the candidate that comes nearest to its bound after so many tries, and its share of it. */
export function worst(name, seed, tries) {
  const random = generator(seed);
  const { below, pick } = random;
  const { samples, names } = STARTS[name];
  const documents = samples.map((sample) => JSON.parse(fixture(sample)));
  const { draw, vary } = drawPlans(random, [...names, ...namesIn(documents)]);
  const best = Object.fromEntries(figures.map((figure) => [figure, { shares: { [figure]: 0 } }]));

  function consider(candidate) {
    const judged = { ...candidate, ...judge(name, candidate) };
    // One that is as bad may lead on to a worse one.
    for (const figure of figures) if (judged.shares[figure] >= best[figure].shares[figure]) best[figure] = judged;
  }

  const size = () => Math.floor(SMALLEST * (LARGEST / SMALLEST) ** (below(1000) / 999));
  const drawn = (plan) => ({ call: pick(callsOf(name)), plan, size: size() });
  for (const document of documents) {
    const plan = planOf(document);
    const filled = { ...plan, members: [...plan.members, ['"x"', { is: "list", items: [{ is: "token", text: "1" }], times: 1 }]] };
    consider(drawn(plan));
    consider(drawn(filled));
  }
  for (let tried = 0; tried < tries; tried += 1) {
    const from = best[figures[tried % figures.length]];
    const changed = { ...from, plan: vary(from.plan) };
    if (below(3) === 0) changed.size = below(2) ? size() : Math.min(LARGEST, Math.max(SMALLEST, Math.floor((from.size * (50 + below(100))) / 100)));
    if (below(8) === 0) changed.call = pick(callsOf(name));
    if (below(16) === 0) changed.plan.members.push([`"x${tried}"`, draw(2)]);
    consider(changed);
  }
  for (const figure of figures) for (const grown of GROWN) consider({ ...best[figure], size: grown });
  return best;
}

function namesIn(value) {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(namesIn);
  return Array.isArray(value) ? inner : [...Object.keys(value), ...inner];
}
