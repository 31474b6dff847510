/**
 * What Xoxoday / Plum sends.
 *
 * `dedupeKey` is the same for each delivery of one status of one order, so that an effect on money happens once for each. A
 * retry and an order that comes back to a status that it had (delivered, canceled, delivered) look the same: whoever keeps
 * the state of the order asks `supersedes` as well. A repeated key is news where the event supersedes the stored state and
 * names another status. A status that is unrecognized has the digest of the body in its key.
 */
export type XoxodayEvent = EventBase<"xoxoday"> & XoxodayKind;

/** Options for Xoxoday. */
export interface XoxodayOptions extends Omit<CommonConfig, "allowedIps">, UnauthenticatedConfig {
  /**
   * Accepted value(s) of `x-api-key`; a string has no comma, which would stand between two values. Several are for
   * rotation; `keyIndex` says which one matched.
   */
  apiKey?: Key | readonly Key[];
  /** Addresses or CIDR blocks that may deliver; `"documented"` is the one callback address that Xoxoday documents. */
  allowedIps?: "documented" | readonly string[];
}

/** A config for Xoxoday. */
export type XoxodayConfig = NeedsOne<XoxodayOptions, "apiKey" | "urlToken" | "acceptUnauthenticated">;

/** Xoxoday / Plum: rewards. A static key in `x-api-key`, which does not bind the body. */
export const xoxoday: Provider<XoxodayConfig, XoxodayEvent> & Ordering<XoxodayEvent>;
