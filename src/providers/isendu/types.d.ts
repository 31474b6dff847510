/** Orders and trackings. */
export interface IsenduBatchEvent<Payload = JsonObject> extends EventBase<"isendu", Payload>, IsenduBatch {
  /** Tells the events of Isendu apart. */
  kind: "batch";
}

/** isendu asks whether the URL is yours. Answer it with `confirm`. */
export interface IsenduConfirmationEvent<Payload = JsonObject>
  extends EventBase<"isendu", Payload>,
    IsenduConfirmation {
  /** Tells the events of Isendu apart. */
  kind: "confirmation";
}

/** A document that is neither a batch nor a confirmation. Store it; `payload` has all of it. */
export interface IsenduUnrecognizedEvent<Payload = JsonObject> extends EventBase<"isendu", Payload> {
  /** Tells the events of Isendu apart. */
  kind: "unrecognized";
}

/** What isendu sends. It narrows by `kind`. */
export type IsenduEvent<Payload = JsonObject> =
  | IsenduBatchEvent<Payload>
  | IsenduConfirmationEvent<Payload>
  | IsenduUnrecognizedEvent<Payload>;

/** Options for isendu. */
export interface IsenduOptions extends CommonConfig, UnauthenticatedConfig {}

/** A config for isendu. */
export type IsenduConfig = IsenduUrlTokenConfig | IsenduUnauthenticatedConfig;

/** Proves deliveries by a token in the URL. */
export interface IsenduUrlTokenConfig extends IsenduOptions {
  /** The token that you put into the URL, as in `"5f2c9d7e41b84a06b3a1c0de9f127788"`. Undefined throws `invalid_config` at start-up. */
  urlToken: string | readonly string[] | undefined;
}

/** Accepts deliveries that prove nothing. */
export interface IsenduUnauthenticatedConfig extends IsenduOptions {
  /** Accepts deliveries that prove nothing: the only way to get `trust: "none"`. Other checks in the same config still apply. */
  acceptUnauthenticated: true;
}

/** An API key of isendu. */
export interface IsenduCredentials {
  /** The "Client ID key" of isendu's dialog, as in `"0123456789abcdef0123456789abcdef"`. Undefined throws `invalid_config`. */
  keyId: string | undefined;
  /** The "Secret ID key" of isendu's dialog, copied as it is. Undefined throws `invalid_config`. */
  secret: string | undefined;
}

/** The reply that isendu waits for. Its body holds the API secret: do not log it. */
export interface IsenduReply {
  /** Exactly 200: isendu takes no other. */
  status: number;
  /** The headers to send. */
  headers: Record<string, string>;
  /** `{"response":"<secret>"}` */
  body: string;
}

/** isendu: shipping. Nothing is signed: a token in the URL is the best proof that you can get. */
export const isendu: Provider<IsenduConfig, "isendu"> & {
  /**
   * Tells whether `next` should replace what `previous` left: `true` it is newer, `false` it is older or would undo a
   * final state, `null` it cannot be told or they are about different things.
   */
  readonly supersedes: <Item extends IsenduOrder | IsenduTracking>(next: Item, previous: Item) => boolean | null;
  /**
   * Returns, of the orders or trackings that share a `uuid`, the one that no other supersedes (the later in the list
   * where it cannot be told; of two of which neither may replace the other, the first), in the order in which each
   * `uuid` first appeared.
   */
  readonly latest: <Item extends IsenduOrder | IsenduTracking>(items: readonly Item[]) => Item[];
  /**
   * Answers the confirmation of the URL; null when the body is none. The reply hands isendu the API secret, which is
   * what its protocol asks for: decide when the endpoint may answer it. isendu waits five seconds.
   * @throws {WebhookError} `unknown_key_id` when the `keyId` is not one of the configured ones.
   */
  readonly confirm: (body: Body, credentials: IsenduCredentials | readonly IsenduCredentials[]) => IsenduReply | null;
};
