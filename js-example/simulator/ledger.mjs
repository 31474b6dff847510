// The ledger that must result from a set of units, by what the sender knows: which news is an order's newest, and which
// transactions a user was credited.

import { sum } from "./decimal.mjs";

/**
 * @typedef {object} Expected one entry
 * @property {string} provider
 * @property {string} subject
 * @property {string} state
 * @property {Set<string>} versions the keys of the units that it may show: those of two events may report one transaction
 * @property {import("./events/message.mjs").Unit[]} units all that are about it
 */

/** Under this name an entry is found in a map. */
export const nameOf = ({ provider, subject }) => `${provider} ${subject}`;

/**
 * Returns the ledger as a map from `nameOf` an entry to the entry.
 *
 * @param {Iterable<import("./events/message.mjs").Unit>} units
 * @returns {Map<string, Expected>}
 */
export function ledgerOf(units) {
  const subjects = new Map();
  for (const unit of units) {
    if (unit.work === "none" || unit.poison) continue;
    const name = nameOf(unit);
    if (!subjects.has(name)) subjects.set(name, []);
    subjects.get(name).push(unit);
  }
  const entries = [...subjects.values()].map((group) => (group[0].work === "credit" ? credit(group) : latest(group)));
  return new Map([...entries, ...balances(entries)].map((entry) => [nameOf(entry), entry]));
}

function latest(units) {
  const newest = units.reduce((best, unit) => (unit.rank > best.rank ? unit : best));
  return { provider: newest.provider, subject: newest.subject, state: newest.state, versions: new Set([newest.key]), units };
}

function credit(units) {
  const [{ provider, subject, state }] = units;
  return { provider, subject, state, versions: new Set(units.map((unit) => unit.key)), units };
}

function balances(entries) {
  const users = new Map();
  for (const { units } of entries) {
    const [{ provider, state, credit }] = units;
    if (!credit) continue;
    const user = users.get(credit.userId) ?? { provider, subject: `balance:${credit.userId}`, amounts: [], versions: new Set(), units: [] };
    user.amounts.push(state);
    for (const unit of units) user.versions.add(unit.key);
    user.units.push(...units);
    users.set(credit.userId, user);
  }
  return [...users.values()].map(({ amounts, ...user }) => ({ ...user, state: sum(amounts) }));
}
