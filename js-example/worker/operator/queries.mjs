import { readPage, readProvider, readState } from "../../shared/operator/query.mjs";

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const deliveriesPage = (query) =>
  readPage(query, 50, { before: readId, provider: readProvider, state: readState });

export const quarantinePage = (query) => readPage(query, 50, { before: readId });

export const ledgerPage = (query) => readPage(query, 1_000, { after: readLedgerCursor });

export const isId = (text) => ID.test(text);

/** Where the page after this entry of the ledger begins. */
export const ledgerCursor = ({ provider, subject }) => `${provider}/${subject}`;

const readId = (text) => (isId(text) ? text : undefined);

function readLedgerCursor(text) {
  const [, provider, subject] = /^([a-z]+)\/(.+)$/s.exec(text) ?? [];
  return readProvider(provider) && [provider, subject];
}
