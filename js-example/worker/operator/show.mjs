import { showBody } from "../../shared/operator/body.mjs";

/** A delivery in the operator's API. */
export function showDelivery({
  id,
  provider,
  kind,
  subject,
  dedupeKey,
  trust,
  received,
  state,
  attempts,
  duplicates,
  lastError,
}) {
  const receivedAt = new Date(received).toISOString();
  return { id, provider, kind, subject, dedupeKey, trust, receivedAt, state, attempts, duplicates, lastError };
}

/** A body, or a note that it has been deleted. */
export function showKept(bytes, length) {
  return bytes ? showBody(bytes, length) : { body: null, bodyEncoding: null, bodyBytes: 0 };
}

/** A row of the quarantine, with the beginning of its body. */
export function showQuarantined({ id, provider, code, path, received, beginning, length }) {
  return { id, provider, code, path, receivedAt: new Date(received).toISOString(), ...showKept(beginning, length) };
}
