/** The status of an order has changed. */
export interface OptOnDemandOrderStatusEvent<Payload = JsonObject>
  extends EventBase<"optondemand", Payload>,
    OptOnDemandOrder {
  /** Tells the events of OptOnDemand apart. */
  kind: "ORDER_STATUS_UPDATED";
}

/** An event whose type is not documented. Store it; `payload` has all of it. */
export interface OptOnDemandUnrecognizedEvent<Payload = JsonObject>
  extends EventBase<"optondemand", Payload>,
    OptOnDemandOrder {
  /** Tells the events of OptOnDemand apart. */
  kind: "unrecognized";
}

/** What OptOnDemand sends. It narrows by `kind`. */
export type OptOnDemandEvent<Payload = JsonObject> =
  | OptOnDemandOrderStatusEvent<Payload>
  | OptOnDemandUnrecognizedEvent<Payload>;

/** A config for OptOnDemand. */
export interface OptOnDemandConfig extends CommonConfig {
  /**
   * The secret with which OptOnDemand signs the body, as in `"whsec_test_0123456789abcdef"`: the `secretKey` from the
   * response to your registration, unchanged. A list is for rotation; `keyIndex` says which one matched. Undefined throws `invalid_config` at start-up.
   */
  secret: Key | readonly (Key | undefined)[] | undefined;
  /**
   * The maximal age of the signed `timestamp` in seconds. Off by default. Retries go on for 24 hours and a queued message can be older:
   * use 172 800 or more.
   */
  maxAgeSeconds?: number;
  /** How many seconds in the future the signed `timestamp` may be. Requires `maxAgeSeconds`. @default 300 */
  maxFutureSeconds?: number;
  /** The current time for the age check, in milliseconds since 1970 or as a Date. Default: the clock. */
  now?: number | Date;
}

/** OptOnDemand: print on demand. HMAC-SHA256 of the raw body in `X-Signature`. */
export const optondemand: Provider<OptOnDemandConfig, "optondemand"> & Ordering<OptOnDemandEvent<unknown>>;
