/** What isendu sends. */
export type IsenduEvent = EventBase<"isendu"> & IsenduKind;

/** Options for isendu. */
export interface IsenduOptions extends CommonConfig, UnauthenticatedConfig {}

/** A config for isendu. */
export type IsenduConfig = NeedsOne<IsenduOptions, "urlToken" | "acceptUnauthenticated">;

/** An API key of isendu. */
export interface IsenduCredentials {
  /** The "Client ID key" of isendu's dialog. It must be whole, as a `Key` that is a string. */
  keyId: string;
  /** The "Secret ID key" of isendu's dialog. It must be whole, as a `Key` that is a string. */
  secret: string;
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

/** isendu: shipping. Nothing is signed: a token in the URL is the best proof to be had. */
export const isendu: Provider<IsenduConfig, IsenduEvent> & {
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
