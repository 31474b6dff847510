import { showBody } from "../../shared/operator/body.mjs";

/** A delivery as the operator's API gives it. */
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

/** A body, or what says that it has been deleted. */
export function showKept(bytes, length) {
  return bytes ? showBody(bytes, length) : { body: null, bodyEncoding: null, bodyBytes: 0 };
}

/** What is in the quarantine, with the beginning of its body. */
export function showQuarantined({ id, provider, code, path, received, beginning, length }) {
  return { id, provider, code, path, receivedAt: new Date(received).toISOString(), ...showKept(beginning, length) };
}
