/** How long isendu's confirmation is answered after the start or the operator's click: the answer discloses the secret. */
const OPEN_MS = 15 * 60 * 1_000;

/**
 * The time in which isendu's confirmation of the URL is answered. It closes by itself: variables that
 * stay set leave no way open to the secret.
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
    /** Returns the time until which it is open (RFC 3339), or null. */
    openUntil: () => (now() < openUntil ? new Date(openUntil).toISOString() : null),
  };
}
