/** A user has set off a trigger. */
export interface RewardTriggerEvent<Payload = JsonObject>
  extends EventBase<"reward", Payload>,
    RewardTriggerEventCreated {
  /** Tells the events of Reward apart. */
  kind: "trigger_event.created";
}

/** A user has been issued credit points. */
export interface RewardCreditPointsEvent<Payload = JsonObject>
  extends EventBase<"reward", Payload>,
    RewardCreditPointsIssued {
  /** Tells the events of Reward apart. */
  kind: "balance.credit_points_issued";
}

/** An event whose type is not documented. Store it; `payload` has all of it. */
export interface RewardUnrecognizedEvent<Payload = JsonObject> extends EventBase<"reward", Payload>, RewardEnvelope {
  /** Tells the events of Reward apart. */
  kind: "unrecognized";
}

/**
 * What Reward sends. It narrows by `kind`. `supersedes` puts events about one transaction in order. A trigger event is an occurrence
 * and no state: for it the answer is always `null`, and it replaces no other.
 */
export type RewardEvent<Payload = JsonObject> =
  | RewardTriggerEvent<Payload>
  | RewardCreditPointsEvent<Payload>
  | RewardUnrecognizedEvent<Payload>;

/** Options for Reward. */
export interface RewardOptions extends CommonConfig, UnauthenticatedConfig {}

/** A config for Reward. */
export type RewardConfig = RewardUrlTokenConfig | RewardUnauthenticatedConfig;

/** Proves deliveries by a token in the URL. */
export interface RewardUrlTokenConfig extends RewardOptions {
  /** The token that you put into the URL, as in `"5f2c9d7e41b84a06b3a1c0de9f127788"`. Undefined throws `invalid_config` at start-up. */
  urlToken: string | readonly string[] | undefined;
}

/** Accepts deliveries that prove nothing. */
export interface RewardUnauthenticatedConfig extends RewardOptions {
  /** Accepts deliveries that prove nothing: the only way to get `trust: "none"`. Other checks in the same config still apply. */
  acceptUnauthenticated: true;
}

/** Reward: loyalty. Nothing is signed: a token in the URL is the best proof that you can get. */
export const reward: Provider<RewardConfig, "reward"> & Ordering<RewardEvent<unknown>>;
