// Reward: triggers and credits of users, without a signature. Every event has an id.

import { json, token } from "../json.mjs";
import { chained, inert, message, proven } from "./message.mjs";
import { extra, longId, oddIds, style } from "./odd.mjs";

const AMOUNTS = [
  "100",
  "19.90",
  "0.10",
  "0.1",
  "2.99",
  "-5",
  "0",
  "1e2",
  "25E-3",
  "12345678901234567890.000000001",
  "0.30000000000000004",
];
/** An amount that the ledger refuses, so its work always fails. */
const TOO_FINE = "1e-401";
const SECOND = 1_000;
const START = Date.UTC(2026, 6, 1);

const time = (index) => new Date(START + index * SECOND).toISOString();
/** A number, or the same number as a string: both mean its digits. */
const written = (random, text) => (random.chance(0.8) ? token(text) : text);

function eventId(random, number) {
  if (random.chance(0.01)) return random.pick([`odd ${oddIds(random, number)[0]}`, longId(number)]);
  return `we_01k${random.base32(15)}${String(number).padStart(8, "0")}`;
}

/** Returns the events about a new user. Numbers for ids come from `next`. */
export function rewardUser(random, next) {
  const number = next();
  const users = random.chance(0.04) ? oddIds(random, number) : [`player${number}`];
  return users.flatMap((user) => [
    ...triggers(random, user, next),
    ...credits(random, user, next),
    ...(random.chance(0.03) ? [[tooFine(random, user, next)]] : []),
  ]);
}

function event(random, id, type, at, data, make) {
  const body = json({ id, type, time: at, data: { ...data, ...extra(random) } }, style(random));
  return proven(message("reward", body, make), random);
}

function triggers(random, user, next) {
  // Each of them happened, in any order of their times. If they are sent in order, the ledger must show the last one.
  const ordered = random.chance(0.1);
  const drafts = Array.from({ length: random.between(0, 4) }, () => ({
    id: eventId(random, next()),
    at: random.below(4),
  }));
  const messages = drafts.map((draft, index) => {
    const value = random.chance(0.9) ? random.pick(AMOUNTS) : null;
    const unit = {
      provider: "reward",
      key: `reward:${draft.id}`,
      subject: `user:${user}`,
      work: "occurrence",
      state: value ?? "",
      rank: index,
      told: !ordered,
      poison: false,
    };
    const data = {
      user: { id: user },
      value: value === null ? random.pick([null, undefined]) : written(random, value),
      trigger: { id: "successful_payment" },
    };
    return event(random, draft.id, "trigger_event.created", random.chance(0.1) ? "yesterday" : time(draft.at), data, {
      units: [unit],
    });
  });
  return ordered ? [chained(messages)] : messages.map((each) => [each]);
}

function credits(random, user, next) {
  return Array.from({ length: random.between(0, 3) }, () => {
    const amount = random.pick(AMOUNTS);
    const transaction = random.chance(0.04) ? oddIds(random, next())[0] : `TX-${next()}`;
    // Two events can report one transaction: the points must be booked once.
    return Array.from({ length: random.chance(0.1) ? 2 : 1 }, () => {
      const id = eventId(random, next());
      const unit = {
        provider: "reward",
        key: `reward:${id}`,
        subject: `tx:${transaction}`,
        work: "credit",
        state: amount,
        rank: 0,
        told: true,
        poison: false,
        effect: `reward:tx:${transaction}`,
        credit: { userId: user, transaction },
      };
      const data = { user: { id: user }, transaction: { id: transaction, amount: written(random, amount) } };
      return [event(random, id, "balance.credit_points_issued", time(random.below(1_000)), data, { units: [unit] })];
    });
  }).flat();
}

/** A credit whose work fails. Its user's other credits are booked. */
function tooFine(random, user, next) {
  const id = eventId(random, next());
  const transaction = `TX-${next()}`;
  const unit = {
    provider: "reward",
    key: `reward:${id}`,
    subject: `tx:${transaction}`,
    work: "credit",
    state: TOO_FINE,
    rank: 0,
    told: true,
    poison: true,
  };
  const data = { user: { id: user }, transaction: { id: transaction, amount: written(random, TOO_FINE) } };
  const make = { sort: "poison", units: [unit] };
  return event(random, id, "balance.credit_points_issued", time(0), data, make);
}

/** An event of an unknown type. */
export function rewardUnknown(random, number) {
  const id = `we_unknown_${number}`;
  const make = { sort: "unknown", units: [inert("reward", `reward:${id}`)] };
  return event(random, id, "user.deleted", time(0), {}, make);
}
