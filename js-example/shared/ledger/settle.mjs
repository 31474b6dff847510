import { isendu, optondemand, reward, xoxoday } from "countersign";
import { addAmounts } from "./amount.mjs";
import { canReturn } from "./returns.mjs";
import { storableKey, storableText } from "./storable.mjs";

/**
 * The ledger: what the example keeps of all it was told, one entry for each order, parcel, user and transaction. It stands
 * for your own work. The functions are pure: who calls them reads the entry, calls, and writes the entry and the unit's
 * new state in one transaction.
 *
 * @typedef {import("./units.mjs").Unit} Unit
 *
 * @typedef {object} Entry
 * @property {Unit["provider"]} provider
 * @property {string} subject
 * @property {string} state the newest status that was reported, or a sum
 * @property {string} version the dedupeKey of the unit that it shows
 * @property {number} events how many units were applied to it. Of two that overtook each other, the older one counts only
 *   when it was worked on first: state and version do not depend on that, this number does
 * @property {number} received when the unit that it shows was received: any number that grows with each one
 * @property {object} event that unit's event, or what `basisOf` keeps of it, for `supersedes`
 * @property {string[]} effects keys of effects that have happened, of those that news can ask for more than once
 *
 * @typedef {Unit & { received: number }} Received
 */

const PROVIDERS = { isendu, optondemand, reward, xoxoday };

/** @type {Record<string, (event: object) => string>} the state that an event reports; a kind that is not here reports none */
const STATES = {
  "order.delivery_status": ({ status, statusText }) => (status === "unrecognized" ? statusText : status),
  ORDER_STATUS_UPDATED: ({ event, payload }) => (typeof payload.data.status === "string" ? payload.data.status : event),
  order: ({ status }) => status,
  tracking: ({ status }) => status,
  "trigger_event.created": ({ valueText }) => valueText ?? "",
  "balance.credit_points_issued": ({ amountText }) => amountText,
};

/**
 * Returns the unit's new state, and the entry of its subject as it is afterwards.
 *
 * `effect` is for what must happen once (a mail, a payment): the idempotency key when the unit is the first to ask for it,
 * else null. Several events can report one transaction, and an order can come back to a status that it had.
 *
 * Call it once for a unit. A second call is harmless for most, but an undated unit that was replaced since would be
 * decided anew.
 *
 * @param {Received} unit
 * @param {Entry | undefined} entry that of the unit's provider and subject, as it is
 * @returns {{ state: "applied" | "superseded", entry: Entry | undefined, effect: string | null }}
 * @throws when the work fails: it may be tried again later
 */
export function settle(unit, entry) {
  const report = STATES[unit.kind];
  if (!report) return { state: "applied", entry, effect: null }; // an unknown kind is kept and changes nothing
  if (entry && !replaces(unit, entry)) return { state: "superseded", entry, effect: null };

  const added = next(unit, entry, unit.subject, storableText(report(unit.event)));
  const after = isOccurrence(unit)
    ? { ...added, ...shownBy(entry, unit, ["state", "version", "received", "event"]) }
    : added;
  const effect = effectOf(unit);
  if (!isAskedForAgain(unit)) return { state: "applied", entry: after, effect };
  if (after.effects.includes(effect)) return { state: "applied", entry: after, effect: null };
  return { state: "applied", entry: { ...after, effects: [...after.effects, effect] }, effect };
}

/**
 * Returns the key of what a unit asks for, which must happen once: the transaction of a credit, an order's status, or the
 * unit itself.
 *
 * @param {Pick<Unit, "event">} unit
 */
export function effectOf({ event }) {
  return storableKey(event.transactionKey ?? event.dedupeKey);
}

/**
 * Returns the subject of the balance that a unit adds to once it is applied, or null.
 *
 * @param {Unit} unit
 */
export function balanceOf(unit) {
  return isCredit(unit) ? storableKey(`balance:${unit.event.userId}`) : null;
}

/**
 * Returns the balance with the unit's amount added. Call it for a unit that `settle` has applied, and once.
 *
 * @param {Received} unit
 * @param {Entry | undefined} balance
 * @returns {Entry}
 */
export function credit(unit, balance) {
  const added = next(unit, balance, balanceOf(unit), addAmounts(balance?.state ?? "0", unit.event.amountText));
  return { ...added, ...shownBy(balance, unit, ["version", "received", "event"]) };
}

function replaces(unit, entry) {
  // Each trigger happened: none makes another one old.
  if (isOccurrence(unit)) return true;
  // A transaction is booked once, however many events report it: nothing that comes later makes it another one.
  if (isCredit(unit)) return false;
  const newer = PROVIDERS[unit.provider].supersedes(unit.event, entry.event);
  return newer ?? unit.received > entry.received;
}

function next(unit, entry, subject, state) {
  const { provider, dedupeKey: version, received, event } = unit;
  const events = (entry?.events ?? 0) + 1;
  const effects = entry?.effects ?? [];
  return { provider, subject, state, version, events, received, event, effects };
}

/** Sums have no order. The entry shows the unit that was received last, even if another one was worked on later. */
function shownBy(entry, unit, fields) {
  if (!entry || unit.received > entry.received) return {};
  return Object.fromEntries(fields.map((field) => [field, entry[field]]));
}

const isOccurrence = ({ kind }) => kind === "trigger_event.created";

const isAskedForAgain = (unit) => isCredit(unit) || canReturn(unit);

function isCredit(unit) {
  return unit.kind === "balance.credit_points_issued";
}
