/** An invalid query. Lists refuse an unknown value; they never ignore it. */
export class WrongQuery extends Error {}

const MOST_ROWS = 1_000;

/**
 * Reads `limit` and the other parameters of a list.
 *
 * @param {URLSearchParams} query
 * @param {number} usual the default limit
 * @param {Record<string, (text: string) => any>} fields the parameters; each function returns undefined for an invalid value
 * @returns {{ limit: number }} and the value of each field; null if the query does not have it
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
    if (page[name] === undefined) throw new WrongQuery(`${name} is not valid`);
  }
  return page;
}

const oneOf =
  (...names) =>
  (text) =>
    names.includes(text) ? text : undefined;

export const readProvider = oneOf("isendu", "optondemand", "reward", "xoxoday");

export const readState = oneOf("pending", "applied", "superseded", "dead");
