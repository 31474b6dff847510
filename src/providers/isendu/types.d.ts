/** Orders and trackings. */
export interface IsenduBatchEvent<Payload = JsonObject> extends EventBase<"isendu", Payload>, IsenduBatch {
  /** The kind of the event. */
  kind: "batch";
}

/** isendu asks whether the URL is yours. Answer it with `confirm`. */
export interface IsenduConfirmationEvent<Payload = JsonObject>
  extends EventBase<"isendu", Payload>,
    IsenduConfirmation {
  /** The kind of the event. */
  kind: "confirmation";
}

/** Any other document. Store it; `payload` has all of it. */
export interface IsenduUnrecognizedEvent<Payload = JsonObject> extends EventBase<"isendu", Payload> {
  /** The kind of the event. */
  kind: "unrecognized";
}

/** An event of isendu. It narrows by `kind`. */
export type IsenduEvent<Payload = JsonObject> =
  | IsenduBatchEvent<Payload>
  | IsenduConfirmationEvent<Payload>
  | IsenduUnrecognizedEvent<Payload>;

/** Options for isendu. */
export interface IsenduOptions extends CommonConfig, UnauthenticatedConfig {}

/** A config for isendu. */
export type IsenduConfig = IsenduUrlTokenConfig | IsenduUnauthenticatedConfig;

/** Checks a token in the URL. */
export interface IsenduUrlTokenConfig extends IsenduOptions {
  /** The token that you put into the URL, as in `"5f2c9d7e41b84a06b3a1c0de9f127788"`. Undefined throws `invalid_config` at start-up. */
  urlToken: string | readonly (string | undefined)[] | undefined;
}

/** Accepts unauthenticated deliveries. */
export interface IsenduUnauthenticatedConfig extends IsenduOptions {
  /** Accepts unauthenticated deliveries: the only way to get `trust: "none"`. Other checks in the same config still apply. */
  acceptUnauthenticated: true;
}

/** An API key of isendu. */
export interface IsenduCredentials {
  /** The "Client ID key" of isendu's dialog, as in `"0123456789abcdef0123456789abcdef"`. Undefined throws `invalid_config`. */
  keyId: string | undefined;
  /** The "Secret ID key" of isendu's dialog, unchanged. Undefined throws `invalid_config`. */
  secret: string | undefined;
}

/** The reply that isendu waits for. Its body contains the API secret: do not log it. */
export interface IsenduReply {
  /** Always 200: isendu accepts no other. */
  status: number;
  /** The headers to send. */
  headers: Record<string, string>;
  /** `{"response":"<secret>"}` */
  body: string;
}

/** isendu: shipping. Nothing is signed: a token in the URL is the best proof that you can get. */
export const isendu: Provider<IsenduConfig, "isendu"> & {
  /**
   * Returns whether `next` should replace `previous`. `true`: it is newer. `false`: it is older, or it would undo a final state.
   * `null`: the snapshots do not show it, or they are about different things.
   */
  readonly supersedes: <Item extends IsenduOrder | IsenduTracking>(next: Item, previous: Item) => boolean | null;
  /**
   * Returns the newest order or tracking for each `uuid`: the one that no other supersedes. If the order is unknown, the later one in
   * the list wins; if neither of two may replace the other, the first one. The result has the order in which the `uuid`s first appear.
   */
  readonly latest: <Item extends IsenduOrder | IsenduTracking>(items: readonly Item[]) => Item[];
  /**
   * Returns the reply to a confirmation of the URL. `null` if the body is not a confirmation. The reply gives isendu the API secret, as
   * its protocol requires. So you decide when your endpoint may answer. isendu waits five seconds.
   * @throws {WebhookError} `unknown_key_id` if no credentials have this `keyId`.
   */
  readonly confirm: (body: Body, credentials: IsenduCredentials | readonly IsenduCredentials[]) => IsenduReply | null;
};
