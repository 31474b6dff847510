import { readPage, readProvider, readState, WrongQuery } from "../../shared/operator/query.mjs";

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const deliveriesPage = (query) =>
  readPage(query, 50, { before: readId, provider: readProvider, state: readState });

export const quarantinePage = (query) => readPage(query, 50, { before: readId });

export const ledgerPage = (query) => readPage(query, 1_000, { after: readLedgerCursor });

/** Reads a subject, written as in the ledger and the deliveries. */
export function readSubject(query) {
  const [provider, subject] = ["provider", "subject"].map((name) => query.get(name) ?? "");
  if (!readProvider(provider) || subject === "") throw new WrongQuery("provider and subject must be given");
  return { provider, subject };
}

export const isId = (text) => ID.test(text);

/** The cursor of the page that follows this ledger entry. */
export const ledgerCursor = ({ provider, subject }) => `${provider}/${subject}`;

const readId = (text) => (isId(text) ? text : undefined);

function readLedgerCursor(text) {
  const [, provider, subject] = /^([a-z]+)\/(.+)$/s.exec(text) ?? [];
  return readProvider(provider) && [provider, subject];
}
