/** Thrown for what a list does not take: a value that is not known is an error, not ignored. */
export class WrongQuery extends Error {}

const MOST_ROWS = 1_000;

/**
 * Reads `limit` and what else a list takes.
 *
 * @param {URLSearchParams} query
 * @param {number} usual the limit where none is given
 * @param {Record<string, (text: string) => any>} fields each returns undefined for a value that it does not take
 * @returns {{ limit: number }} and each field, null where it is not given
 * @throws {WrongQuery}
 */
export function readPage(query, usual, fields) {
  const limit = query.has("limit") ? Number(query.get("limit")) : usual;
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS) {
    throw new WrongQuery(`limit must be an integer from 1 to ${MOST_ROWS}`);
  }
  const page = { limit };
  for (const [name, read] of Object.entries(fields)) {
    const text = query.get(name) || null;
    page[name] = text === null ? null : read(text);
    if (page[name] === undefined) throw new WrongQuery(`${name} is not one that this API gives`);
  }
  return page;
}

const oneOf =
  (...names) =>
  (text) =>
    names.includes(text) ? text : undefined;

export const readProvider = oneOf("isendu", "optondemand", "reward", "xoxoday");

export const readState = oneOf("pending", "applied", "superseded", "dead");
