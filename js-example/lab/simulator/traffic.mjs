// The messages and their order: the stories of all providers, interleaved, with every kind of problem mixed in.

import { forged } from "./events/forged.mjs";
import { isenduBatches, isenduConfirmation, isenduUnknown } from "./events/isendu.mjs";
import { optondemandOrders, optondemandUnknown } from "./events/optondemand.mjs";
import { rewardUnknown, rewardUser } from "./events/reward.mjs";
import { unreadable } from "./events/unreadable.mjs";
import { xoxodayOrders, xoxodayUnknown } from "./events/xoxoday.mjs";
import { seeded } from "./random.mjs";

/** The next message comes from one of this many stories. So messages can be out of order by this much. */
const OPEN = 300;
/** A message can be repeated until this many others have been sent. */
const REMEMBERED = 500;

const STORIES = [
  { share: 25, make: (random, next) => xoxodayOrders(random, next()) },
  { share: 25, make: (random, next) => optondemandOrders(random, next()) },
  { share: 20, make: (random, next) => isenduBatches(random, next()) },
  { share: 25, make: rewardUser },
  { share: 30, make: (random, next) => [[forged(random, next())]] },
  { share: 10, make: (random, next) => [[unreadable(random, next())]] },
  {
    share: 8,
    make: (random, next) => [
      [random.pick([xoxodayUnknown, optondemandUnknown, isenduUnknown, rewardUnknown])(random, next())],
    ],
  },
  { share: 1, make: (random) => [[isenduConfirmation(random, random.chance(0.5))]] },
];
const SHARES = STORIES.flatMap(({ share, make }) => Array(share).fill(make));

/** The ways of sending, and their shares of the messages. */
const MANNERS = [
  { manner: "chunked", share: 0.03 },
  { manner: "drip", share: 0.004 },
  { manner: "cut", share: 0.008 },
  { manner: "unheard", share: 0.008 },
];
const REPEATED = 0.17;
/** The longest delay in minutes that a repeat's time of sending can show. */
const RESTAMPED = 9;

/**
 * Yields `count` messages, the same ones for the same seed. Repeats have `sort: "duplicate"`. Messages whose order matters come
 * in order, all others in any order.
 *
 * @param {{ seed: number, count: number, providers?: string[] }} options `providers` excludes the others
 * @returns {Generator<import("./events/message.mjs").Message>}
 */
export function* traffic({ seed, count, providers }) {
  const random = seeded(seed);
  let number = 0;
  const next = () => (number += 1);
  const wanted = (strand) => strand.length > 0 && (!providers || providers.includes(strand[0].provider));
  const open = [];
  const sent = [];

  for (let yielded = 0; yielded < count; yielded += 1) {
    if (sent.length > 0 && random.chance(REPEATED)) {
      yield repeated(random, random.pick(sent));
      continue;
    }
    while (open.length < OPEN) open.push(...random.pick(SHARES)(random, next).filter(wanted));
    const message = take(random, open);
    if (message.manner === "plain" && message.sort !== "refused") message.manner = manner(random);
    if (message.from === "provider" && message.sort !== "confirmation") sent.push(message);
    if (sent.length > REMEMBERED) sent.shift();
    yield message;
  }
}

function take(random, open) {
  const place = random.below(open.length);
  const strand = open[place];
  const message = strand.shift();
  if (strand.length === 0) open.splice(place, 1);
  return message;
}

function manner(random) {
  let left = random.below(1_000_000) / 1_000_000;
  for (const { manner, share } of MANNERS) {
    if (left < share) return manner;
    left -= share;
  }
  return "plain";
}

/** The same bytes again, or with another time of sending. If the order matters, a repeat must not overtake its original. */
function repeated(random, message) {
  const again = message.restamped && random.chance(0.5) ? message.restamped(random.between(1, RESTAMPED)) : {};
  const copy = {
    ...message,
    ...again,
    sort: "duplicate",
    manner: random.chance(0.02) ? "chunked" : "plain",
    restamped: null,
  };
  if (message.after || message.units.some((unit) => !unit.told)) copy.after = message;
  return copy;
}
