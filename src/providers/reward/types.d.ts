/** What Reward sends. */
export type RewardEvent = EventBase<"reward"> &
  (
    | ({ kind: "trigger_event.created" } & RewardTriggerEventCreated)
    | ({ kind: "balance.credit_points_issued" } & RewardCreditPointsIssued)
    | ({ kind: "unrecognized" } & RewardEnvelope)
  );

/** Options for Reward. */
export interface RewardOptions extends CommonConfig, UnauthenticatedConfig {}

/** A config for Reward. */
export type RewardConfig = NeedsOne<RewardOptions, "urlToken" | "acceptUnauthenticated">;

/** Reward: loyalty. Nothing is signed: a token in the URL is the best proof to be had. */
export const reward: Provider<RewardConfig, RewardEvent> & Ordering<RewardEvent>;
