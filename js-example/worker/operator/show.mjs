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

/** What is in the quarantine, with the beginning of its body. */
export function showQuarantined({ id, provider, code, path, received, beginning, length }) {
  return { id, provider, code, path, receivedAt: new Date(received).toISOString(), ...showBody(beginning, length) };
}

/** A body as text, or as base64 when it is not UTF-8. One that was cut may end within a character. */
export function showBody(bytes, length = bytes.length) {
  const isCut = bytes.length < length;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut });
    return { body: text, bodyEncoding: "utf8", bodyBytes: length };
  } catch {
    return { body: bytes.toBase64(), bodyEncoding: "base64", bodyBytes: length };
  }
}
