/** What OptOnDemand sends. */
export type OptOnDemandEvent = EventBase<"optondemand"> & OptOnDemandKind;

/** A config for OptOnDemand. */
export interface OptOnDemandConfig extends CommonConfig {
  /** HMAC key(s). Several are for rotation; `keyIndex` says which one matched. */
  secret: Key | readonly Key[];
  /**
   * Turns freshness on: how old the signed `timestamp` may be. Retries go on for 24 hours and a queued message can be
   * older: use 172 800 or more.
   */
  maxAgeSeconds?: number;
  /** How far ahead the signed `timestamp` may be. @default 300 */
  maxFutureSeconds?: number;
  /** The time that freshness is judged by, in milliseconds since 1970 or as a Date. Default: the clock. */
  now?: number | Date;
}

/** OptOnDemand: print on demand. HMAC-SHA256 of the raw body in `X-Signature`. */
export const optondemand: Provider<OptOnDemandConfig, OptOnDemandEvent> & Ordering<OptOnDemandEvent>;
