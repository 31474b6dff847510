// The ledger that must result from a set of units, according to the sender: the newest status of each order, and the
// transactions credited to each user.

import { sum } from "./decimal.mjs";

/**
 * @typedef {object} Expected one entry
 * @property {string} provider
 * @property {string} subject
 * @property {{ state: string, keys: Set<string> }[]} shows what it may show: a state, with one of the keys of its units
 * @property {import("./events/message.mjs").Unit[]} units all units of the subject
 */

/** Returns the name of an entry in a map. */
export const nameOf = ({ provider, subject }) => `${provider} ${subject}`;

/**
 * Returns the ledger as a map from `nameOf` an entry to the entry.
 *
 * @param {Iterable<import("./events/message.mjs").Unit>} units
 * @param {Set<import("./events/message.mjs").Unit>} [doubtful] the units that may or may not be stored
 * @returns {Map<string, Expected>}
 */
export function ledgerOf(units, doubtful = new Set()) {
  const subjects = new Map();
  for (const unit of units) {
    if (unit.work === "none" || unit.poison) continue;
    const name = nameOf(unit);
    if (!subjects.has(name)) subjects.set(name, []);
    subjects.get(name).push(unit);
  }
  const entries = [...subjects.values()].map((group) => {
    const [{ provider, subject, work }] = group;
    return { provider, subject, shows: SHOWS[work](group, doubtful), units: group };
  });
  return new Map([...entries, ...balances(entries)].map((entry) => [nameOf(entry), entry]));
}

const SHOWS = {
  latest(units, doubtful) {
    const sure = units.filter((unit) => !doubtful.has(unit));
    const least = Math.max(...sure.map(({ rank }) => rank));
    return units
      .filter((unit) => unit.rank === least || (doubtful.has(unit) && unit.rank > least))
      .map((unit) => shownAs(unit, units));
  },
  /** If they were sent in no order, the entry may show any of them. */
  occurrence(units) {
    const last = Math.max(...units.map(({ rank }) => rank));
    return units.filter(({ told, rank }) => told || rank === last).map((unit) => shownAs(unit, units));
  },
  credit: (units) => [{ state: units[0].state, keys: new Set(units.map(({ key }) => key)) }],
};

/** Units that share a key may share a row. */
function shownAs({ key, state }, units) {
  return { state, keys: new Set(units.filter((unit) => unit.key === key).flatMap((unit) => unit.keys ?? [unit.key])) };
}

function balances(entries) {
  const users = new Map();
  for (const { units } of entries) {
    const [{ provider, state, credit }] = units;
    if (!credit) continue;
    const user = users.get(credit.userId) ?? { provider, subject: `balance:${credit.userId}`, amounts: [], units: [] };
    user.amounts.push(state);
    user.units.push(...units);
    users.set(credit.userId, user);
  }
  return [...users.values()].map(({ amounts, ...user }) => {
    return { ...user, shows: [{ state: sum(amounts), keys: new Set(user.units.map(({ key }) => key)) }] };
  });
}
