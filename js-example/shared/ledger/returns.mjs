import { xoxoday } from "countersign";
import { storableKey } from "./storable.mjs";

/**
 * Xoxoday's `dedupeKey` names an order and a status. An order can return to an earlier status (delivered, canceled,
 * delivered), and a retry can have another `createdAt`. Only the stored deliveries of the order tell the two apart.
 *
 * @typedef {import("./units.mjs").Unit} Unit
 *
 * @typedef {object} Stored a stored delivery about the order
 * @property {string} key the key of its row
 * @property {object} event the event that was sent last: its own, or a duplicate's
 */

/**
 * Returns whether a unit with a known `dedupeKey` can still be news. A unit with an unknown status cannot: its key is a hash
 * of its bytes.
 *
 * @param {Pick<Unit, "provider" | "kind" | "event">} unit
 */
export function canReturn({ provider, kind, event }) {
  return provider === "xoxoday" && kind === "order.delivery_status" && event.status !== "unrecognized";
}

/**
 * Judges a unit with a known `dedupeKey`, and returns the row that it repeats. A unit that was sent later than the newest row
 * is `news` if its status differs, and `later` if its status is the same. Every other unit is a `duplicate`.
 *
 * A `later` unit moves the row's time forward. News that was sent before that time is then too old.
 *
 * @template {Stored} Row
 * @param {Pick<Unit, "dedupeKey" | "event">} unit a unit for which `canReturn` is true
 * @param {Row[]} stored all rows of the order, in the order of receipt
 * @returns {{ is: "news" } | { is: "later" | "duplicate", of: Row }}
 */
export function judge(unit, stored) {
  const known = rowOf(returnKey(unit), stored);
  if (known) return { is: "duplicate", of: known };
  const newest = stored.reduce((best, next) => ((xoxoday.supersedes(next.event, best.event) ?? true) ? next : best));
  if (xoxoday.supersedes(unit.event, newest.event) !== true)
    return { is: "duplicate", of: rowOf(unit.dedupeKey, stored) };
  return unit.event.status === newest.event.status ? { is: "later", of: newest } : { is: "news" };
}

const rowOf = (wanted, stored) => stored.find(({ key }) => key === wanted);

/**
 * Returns the key of news, because its `dedupeKey` is already taken. The key has the time at which the news was sent, so a
 * second delivery of the same bytes is a duplicate again. The time is in front: no provider's key begins like that.
 *
 * @param {Pick<Unit, "event">} unit
 */
export function returnKey({ event: { sentAt, dedupeKey } }) {
  if (sentAt === null) return storableKey(dedupeKey); // never news: only a later time makes news
  const { year, month, day, hour, minute, second } = sentAt;
  const digits = [month, day, hour, minute, second].map((part) => String(part).padStart(2, "0"));
  return storableKey(`again:${String(year).padStart(4, "0")}${digits.join("")}:${dedupeKey}`);
}
