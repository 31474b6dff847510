const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const PROVIDERS = ["isendu", "optondemand", "reward", "xoxoday"];
const STATES = ["pending", "applied", "superseded", "dead"];
const MOST_ROWS = 1_000;

/** Thrown for what a list does not take; a value that is not known is an error, not ignored. */
export class WrongQuery extends Error {}

export const deliveriesPage = (query) => readPage(query, 50, { before: id, provider: oneOf(PROVIDERS), state: oneOf(STATES) });

export const quarantinePage = (query) => readPage(query, 50, { before: id });

export const ledgerPage = (query) => readPage(query, MOST_ROWS, { after: subject });

export const isId = (text) => ID.test(text);

/** Where the page after this entry of the ledger begins. */
export const ledgerCursor = ({ provider, subject }) => `${provider}/${subject}`;

function readPage(query, usual, fields) {
  const limit = query.has("limit") ? Number(query.get("limit")) : usual;
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS)
    throw new WrongQuery(`limit must be an integer from 1 to ${MOST_ROWS}`);
  const page = { limit };
  for (const [name, read] of Object.entries(fields)) {
    const text = query.get(name) || null;
    page[name] = text === null ? null : read(text);
    if (page[name] === undefined) throw new WrongQuery(`${name} is not one that this API gives`);
  }
  return page;
}

const id = (text) => (isId(text) ? text : undefined);
const oneOf = (names) => (text) => (names.includes(text) ? text : undefined);

function subject(text) {
  const [, provider, rest] = /^([a-z]+)\/(.+)$/s.exec(text) ?? [];
  return PROVIDERS.includes(provider) ? [provider, rest] : undefined;
}
