/** What Xoxoday / Plum sends. */
export type XoxodayEvent = EventBase<"xoxoday"> & XoxodayKind;

/** Options for Xoxoday. */
export interface XoxodayOptions extends Omit<CommonConfig, "allowedIps">, UnauthenticatedConfig {
  /** Accepted value(s) of `x-api-key`. Several are for rotation; `keyIndex` says which one matched. */
  apiKey?: Key | readonly Key[];
  /** Addresses or CIDR blocks that may deliver; `"documented"` is the one callback address that Xoxoday documents. */
  allowedIps?: "documented" | readonly string[];
}

/** A config for Xoxoday. */
export type XoxodayConfig = NeedsOne<XoxodayOptions, "apiKey" | "urlToken" | "acceptUnauthenticated">;

/** Xoxoday / Plum: rewards. A static key in `x-api-key`, which does not bind the body. */
export const xoxoday: Provider<XoxodayConfig, XoxodayEvent> & Ordering<XoxodayEvent>;
