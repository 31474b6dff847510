import { xoxoday } from "countersign";
import { storableKey } from "./storable.mjs";

/**
 * Xoxoday's `dedupeKey` names an order and a status. An order can come back to a status that it had (delivered, canceled,
 * delivered), and a retry can carry another `createdAt`. Only what is stored about the order tells the two apart.
 *
 * @typedef {import("./units.mjs").Unit} Unit
 *
 * @typedef {object} Stored a stored delivery about the order
 * @property {string} key under which it is stored
 * @property {object} event of all that were counted as its duplicates, the one that was sent last
 */

/**
 * Tells whether a unit with a known `dedupeKey` can still be news. A unit with an unknown status cannot: its key is made of
 * its bytes.
 *
 * @param {Pick<Unit, "provider" | "kind" | "event">} unit
 */
export function canReturn({ provider, kind, event }) {
  return provider === "xoxoday" && kind === "order.delivery_status" && event.status !== "unrecognized";
}

/**
 * Says what a unit is whose `dedupeKey` is known, and which row it repeats. It is `news` when it names another status than
 * the newest row and was sent later; `later` when it names the same status and was sent later; else a `duplicate`.
 *
 * What is `later` moves the row's time on: news that was sent in between, and comes after it, is old.
 *
 * @template {Stored} Row
 * @param {Pick<Unit, "dedupeKey" | "event">} unit one that can return
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
 * Returns the key under which news is stored whose `dedupeKey` is taken: with the time at which it was sent, so that the
 * same bytes are a duplicate again. It stands in front, where no provider's key has it.
 *
 * @param {Pick<Unit, "event">} unit
 */
export function returnKey({ event: { sentAt, dedupeKey } }) {
  if (sentAt === null) return storableKey(dedupeKey); // never news: without a time nothing is newer
  const { year, month, day, hour, minute, second } = sentAt;
  const digits = [month, day, hour, minute, second].map((part) => String(part).padStart(2, "0"));
  return storableKey(`again:${String(year).padStart(4, "0")}${digits.join("")}:${dedupeKey}`);
}
