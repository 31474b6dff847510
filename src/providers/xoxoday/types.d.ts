/** The delivery status of an order. */
export interface XoxodayDeliveryStatusEvent<Payload = JsonObject>
  extends EventBase<"xoxoday", Payload>,
    XoxodayOrderDeliveryStatus {
  /** Tells the events of Xoxoday apart. */
  kind: "order.delivery_status";
}

/** A document that is not a delivery status. Store it; `payload` has all of it. */
export interface XoxodayUnrecognizedEvent<Payload = JsonObject> extends EventBase<"xoxoday", Payload> {
  /** Tells the events of Xoxoday apart. */
  kind: "unrecognized";
}

/**
 * What Xoxoday / Plum sends. It narrows by `kind`.
 *
 * `dedupeKey` is the same for each delivery of one status of one order, so that an effect on money happens once for each. A
 * retry and an order that comes back to a status that it had (delivered, canceled, delivered) look the same: if you keep
 * the state of the order, ask `supersedes` as well. A repeated key is news where the event supersedes the stored state and
 * names another status. A status that is unrecognized has the digest of the body in its key.
 */
export type XoxodayEvent<Payload = JsonObject> =
  | XoxodayDeliveryStatusEvent<Payload>
  | XoxodayUnrecognizedEvent<Payload>;

/** Options for Xoxoday. */
export interface XoxodayOptions extends UnauthenticatedConfig {
  /**
   * The value of the header `x-api-key` that you entered under "Add Custom Header", as in `"a1p2z5b7v68b9112234"`. A string has no comma, which would
   * separate two values. A list is for rotation; `keyIndex` says which one matched. Undefined throws `invalid_config` at start-up.
   */
  apiKey?: Key | readonly (Key | undefined)[] | undefined;
  /**
   * The token that you chose and put into the URL that Xoxoday calls, as in `"5f2c9d7e41b84a06b3a1c0de9f127788"`. It is the last path
   * segment, or the query parameter that `urlTokenParam` names. Undefined throws `invalid_config` at start-up.
   */
  urlToken?: string | readonly (string | undefined)[] | undefined;
  /** The query parameter that carries the token, as in `"token"` for `?token=…`. Requires `urlToken`. */
  urlTokenParam?: string;
  /** The largest body in bytes, a positive integer. @default 1048576 */
  maxBodyBytes?: number;
  /** Addresses or CIDR blocks that may deliver; `"documented"` is the one callback address that Xoxoday documents. */
  allowedIps?: "documented" | readonly string[];
}

/** A config for Xoxoday. */
export type XoxodayConfig = XoxodayApiKeyConfig | XoxodayUrlTokenConfig | XoxodayUnauthenticatedConfig;

/** Proves deliveries by the header `x-api-key`. */
export interface XoxodayApiKeyConfig extends XoxodayOptions {
  /**
   * The value of the header `x-api-key` that you entered under "Add Custom Header", as in `"a1p2z5b7v68b9112234"`. Undefined throws `invalid_config`
   * at start-up.
   */
  apiKey: Key | readonly (Key | undefined)[] | undefined;
}

/** Proves deliveries by a token in the URL. */
export interface XoxodayUrlTokenConfig extends XoxodayOptions {
  /** The token that you put into the URL, as in `"5f2c9d7e41b84a06b3a1c0de9f127788"`. Undefined throws `invalid_config` at start-up. */
  urlToken: string | readonly (string | undefined)[] | undefined;
}

/** Accepts deliveries that prove nothing. */
export interface XoxodayUnauthenticatedConfig extends XoxodayOptions {
  /** Accepts deliveries that prove nothing: the only way to get `trust: "none"`. Other checks in the same config still apply. */
  acceptUnauthenticated: true;
}

/** Xoxoday / Plum: rewards. A static key in `x-api-key`, which does not bind the body. */
export const xoxoday: Provider<XoxodayConfig, "xoxoday"> & Ordering<XoxodayEvent<unknown>>;
