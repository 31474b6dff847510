import { askAll } from "./shards.mjs";

/** The lists of the operator's page, merged from the objects of the overview. */

/** @returns {Promise<Record<string, number>>} */
export async function readSummary(env) {
  const parts = await askAll(env, (overview) => overview.summary());
  return parts.reduce((sum, part) => addFigures(sum, part));
}

/** Returns a page of deliveries, newest first. */
export async function readDeliveries(env, page) {
  const lists = await askAll(env, (overview) => overview.deliveries(page));
  return merge(lists, page.limit, (a, b) => compare(b.id, a.id));
}

/** Returns one delivery, or null. */
export async function readDelivery(env, id) {
  const found = await askAll(env, (overview) => overview.delivery(id));
  return found.find((row) => row !== null) ?? null;
}

/** Returns a page of the ledger, ordered by provider and subject. */
export async function readLedger(env, page) {
  const lists = await askAll(env, (overview) => overview.ledger(page));
  return merge(lists, page.limit, (a, b) => compare(a.provider, b.provider) || compareBytes(a.subject, b.subject));
}

const addFigures = (sum, part) => Object.fromEntries(Object.entries(sum).map(([name, by]) => [name, by + part[name]]));

const merge = (lists, limit, order) => lists.flat().sort(order).slice(0, limit);

const compare = (a, b) => (a < b ? -1 : Number(a > b));

const encoder = new TextEncoder();

/** SQLite's order of texts: by UTF-8 bytes. Beyond U+FFFF, JavaScript's order differs. */
function compareBytes(a, b) {
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  const at = left.findIndex((byte, index) => byte !== right[index]);
  if (at < 0) return left.length - right.length;
  return at < right.length ? left[at] - right[at] : 1;
}
