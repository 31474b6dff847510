import { isendu, optondemand, reward, xoxoday } from "countersign";
import { addAmounts } from "./amount.mjs";
import { canReturn } from "./returns.mjs";
import { storableKey, storableText } from "./storable.mjs";

/**
 * The ledger has one entry for each order, parcel, user and transaction. Replace it by your own work. The functions are pure.
 * The caller reads the entry, calls them, and writes the entry and the unit's new state in one transaction.
 *
 * @typedef {import("./units.mjs").Unit} Unit
 *
 * @typedef {object} Entry
 * @property {Unit["provider"]} provider
 * @property {string} subject
 * @property {string} state the newest reported status, or a sum
 * @property {string} version the dedupeKey of the unit that the entry shows
 * @property {number} events the number of applied units. If two arrive out of order, the older one counts only if it was
 *   worked on first. So this number can differ; state and version cannot
 * @property {number} received the position of that unit in the order of receipt: any number that grows with each unit
 * @property {object} event that unit's event, or its `basisOf`, for `supersedes`
 * @property {string[]} effects the effects that have happened, if several units can ask for the same one
 *
 * @typedef {Unit & { received: number }} Received
 */

const PROVIDERS = { isendu, optondemand, reward, xoxoday };

/** @type {Record<string, (event: object) => string>} the state that an event reports. Other kinds report none. */
const STATES = {
  "order.delivery_status": ({ status, statusText }) => (status === "unrecognized" ? statusText : status),
  ORDER_STATUS_UPDATED: ({ event, payload }) => (typeof payload.data.status === "string" ? payload.data.status : event),
  order: ({ status }) => status,
  tracking: ({ status }) => status,
  "trigger_event.created": ({ valueText }) => valueText ?? "",
  "balance.credit_points_issued": ({ amountText }) => amountText,
};

/**
 * Returns the unit's new state, and the new entry of its subject.
 *
 * `effect` is an idempotency key for work that must happen once (a mail, a payment). It is null if an earlier unit already
 * asked for that work: several events can report one transaction, and an order can return to an earlier status.
 *
 * Call it once for each unit. A second call can give an undated unit another result, if a newer unit has replaced it.
 *
 * @param {Received} unit
 * @param {Entry | undefined} entry the current entry of the unit's provider and subject
 * @returns {{ state: "applied" | "superseded", entry: Entry | undefined, effect: string | null }}
 * @throws if the work fails; you may try again later
 */
export function settle(unit, entry) {
  const report = STATES[unit.kind];
  if (!report) return { state: "applied", entry, effect: null }; // we store an unknown kind, but it changes nothing
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
 * Returns the key of the work that a unit asks for and that must happen once: the transaction of a credit, the status of an
 * order, or the unit itself.
 *
 * @param {Pick<Unit, "event">} unit
 */
export function effectOf({ event }) {
  return storableKey(event.transactionKey ?? event.dedupeKey);
}

/**
 * Returns the subject of the balance that an applied unit adds to, or null.
 *
 * @param {Unit} unit
 */
export function balanceOf(unit) {
  return isCredit(unit) ? storableKey(`balance:${unit.event.userId}`) : null;
}

/**
 * Returns the balance with the unit's amount added. Call it once for each unit that `settle` has applied.
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
  // Each trigger is a separate occurrence. None of them supersedes another one.
  if (isOccurrence(unit)) return true;
  // Several events can report one transaction. We book it once, and later events do not change it.
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

/** A sum does not depend on the order. The entry shows the unit that was received last, even if it was not worked on last. */
function shownBy(entry, unit, fields) {
  if (!entry || unit.received > entry.received) return {};
  return Object.fromEntries(fields.map((field) => [field, entry[field]]));
}

const isOccurrence = ({ kind }) => kind === "trigger_event.created";

const isAskedForAgain = (unit) => isCredit(unit) || canReturn(unit);

function isCredit(unit) {
  return unit.kind === "balance.credit_points_issued";
}
