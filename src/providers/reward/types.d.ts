/**
 * What Reward sends. `supersedes` puts events about one transaction in order. A trigger event is an occurrence and no state:
 * for it the answer is always `null`, and none takes the place of another.
 */
export type RewardEvent = EventBase<"reward"> & RewardKind;

/** Options for Reward. */
export interface RewardOptions extends CommonConfig, UnauthenticatedConfig {}

/** A config for Reward. */
export type RewardConfig = NeedsOne<RewardOptions, "urlToken" | "acceptUnauthenticated">;

/** Reward: loyalty. Nothing is signed: a token in the URL is the best proof to be had. */
export const reward: Provider<RewardConfig, RewardEvent> & Ordering<RewardEvent>;
