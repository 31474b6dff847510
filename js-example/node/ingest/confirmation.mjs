/** How long we answer isendu's confirmation after the start or the operator's click: our answer discloses the secret. */
const OPEN_MS = 15 * 60 * 1_000;

/**
 * The time in which we answer isendu's confirmation of the URL. It ends by itself, so a forgotten variable does not leave the
 * confirmation open.
 *
 * @param {{ keyId: string, secret: string }} credentials
 * @param {() => number} [now] milliseconds since 1970
 */
export function createConfirmation(credentials, now = Date.now) {
  let openUntil = now() + OPEN_MS;
  return {
    /** Returns the credentials while it is open, else null. */
    credentials: () => (now() < openUntil ? credentials : null),
    /** Opens it again. */
    open() {
      openUntil = now() + OPEN_MS;
    },
    /** Returns the end of the time (RFC 3339), or null. */
    openUntil: () => (now() < openUntil ? new Date(openUntil).toISOString() : null),
  };
}
