import { askAll } from "./shards.mjs";

/** What the operator's page lists, put together from the objects of the overview. */

/** @returns {Promise<Record<string, number>>} */
export async function readSummary(env) {
  const parts = await askAll(env, (overview) => overview.summary());
  return parts.reduce((sum, part) => addFigures(sum, part));
}

/** A page of deliveries, the newest first. */
export async function readDeliveries(env, page) {
  const lists = await askAll(env, (overview) => overview.deliveries(page));
  return merge(lists, page.limit, (a, b) => compare(b.id, a.id));
}

/** One delivery, or null. */
export async function readDelivery(env, id) {
  const found = await askAll(env, (overview) => overview.delivery(id));
  return found.find((row) => row !== null) ?? null;
}

/** A page of the ledger, in the order of provider and subject. */
export async function readLedger(env, page) {
  const lists = await askAll(env, (overview) => overview.ledger(page));
  return merge(lists, page.limit, (a, b) => compare(a.provider, b.provider) || compareBytes(a.subject, b.subject));
}

const addFigures = (sum, part) => Object.fromEntries(Object.entries(sum).map(([name, by]) => [name, by + part[name]]));

const merge = (lists, limit, order) => lists.flat().sort(order).slice(0, limit);

const compare = (a, b) => (a < b ? -1 : Number(a > b));

const encoder = new TextEncoder();

/** As SQLite orders texts: by the bytes of their UTF-8, which is not JavaScript's order beyond U+FFFF. */
function compareBytes(a, b) {
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  const at = left.findIndex((byte, index) => byte !== right[index]);
  if (at < 0) return left.length - right.length;
  return at < right.length ? left[at] - right[at] : 1;
}
