/** A trigger fired for a user. */
export interface RewardTriggerEvent<Payload = JsonObject>
  extends EventBase<"reward", Payload>,
    RewardTriggerEventCreated {
  /** The kind of the event. */
  kind: "trigger_event.created";
}

/** A user received credit points. */
export interface RewardCreditPointsEvent<Payload = JsonObject>
  extends EventBase<"reward", Payload>,
    RewardCreditPointsIssued {
  /** The kind of the event. */
  kind: "balance.credit_points_issued";
}

/** An event whose type is not documented. Store it; `payload` has all of it. */
export interface RewardUnrecognizedEvent<Payload = JsonObject> extends EventBase<"reward", Payload>, RewardEnvelope {
  /** The kind of the event. */
  kind: "unrecognized";
}

/**
 * An event of Reward. It narrows by `kind`. `supersedes` orders the events about one transaction. A trigger event is an occurrence, not
 * a state: it never replaces another, and `supersedes` always returns `null` for it.
 */
export type RewardEvent<Payload = JsonObject> =
  | RewardTriggerEvent<Payload>
  | RewardCreditPointsEvent<Payload>
  | RewardUnrecognizedEvent<Payload>;

/** Options for Reward. */
export interface RewardOptions extends CommonConfig, UnauthenticatedConfig {}

/** A config for Reward. */
export type RewardConfig = RewardUrlTokenConfig | RewardUnauthenticatedConfig;

/** Checks a token in the URL. */
export interface RewardUrlTokenConfig extends RewardOptions {
  /** The token that you put into the URL, as in `"5f2c9d7e41b84a06b3a1c0de9f127788"`. Undefined throws `invalid_config` at start-up. */
  urlToken: string | readonly (string | undefined)[] | undefined;
}

/** Accepts unauthenticated deliveries. */
export interface RewardUnauthenticatedConfig extends RewardOptions {
  /** Accepts unauthenticated deliveries: the only way to get `trust: "none"`. Other checks in the same config still apply. */
  acceptUnauthenticated: true;
}

/** Reward: loyalty. Nothing is signed: a token in the URL is the best proof that you can get. */
export const reward: Provider<RewardConfig, "reward"> & Ordering<RewardEvent<unknown>>;
