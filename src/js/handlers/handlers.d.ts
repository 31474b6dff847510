import type { EventsByProvider, JsonObject, ProviderName, Verified, WebhookError } from "countersign";

/** Any of this package's providers. */
export interface AnyProvider {
  /** Checks a config once and prepares its keys. */
  readonly receiver: (config: never) => { readonly receive: (incoming: never) => unknown };
}

/** The config of a provider. */
export type ConfigOf<P extends AnyProvider> = Parameters<P["receiver"]>[0];

/** The name of a provider. */
export type NameOf<P extends AnyProvider> = Extract<
  ReturnType<ReturnType<P["receiver"]>["receive"]>,
  { provider: ProviderName }
>["provider"];

/**
 * The argument of `onEvent`: the provider's event and its proof, as in `DeliveryOf<typeof xoxoday>`. It is never a confirmation of
 * isendu. `Payload` is your own type for the document; nothing checks it at run time.
 */
export type DeliveryOf<P extends AnyProvider, Payload = JsonObject> = Exclude<
  EventsByProvider<Payload>[NameOf<P>],
  { kind: "confirmation" }
> &
  Verified;

/** The credentials for a provider's confirmation. Only isendu has one. */
export type CredentialsOf<P> = P extends { readonly confirm: (body: never, credentials: infer Credentials) => unknown }
  ? Credentials
  : never;

/** The options of a handler, checked when it is created. */
export interface HandlerOptions<P extends AnyProvider, Request, Context, Payload = JsonObject> {
  /** The provider, for example `xoxoday`. */
  provider: P;
  /**
   * The config for `provider.receiver`, checked at once. Or a function of the context, for tenants, or for secrets that come with the
   * request, as on Workers. The handler calls the function for each request, and checks each new config. If it fails, we reply 500.
   */
  config: ConfigOf<P> | ((context: Context) => ConfigOf<P> | PromiseLike<ConfigOf<P>>);
  /**
   * Called with a genuine event. Store the event here and do the work later. Claim its `dedupeKey`, because deliveries repeat.
   * We reply 200 when this resolves and 503 if it throws, so the provider retries. `body` has the verified bytes, for your database.
   */
  onEvent: (event: DeliveryOf<P, Payload>, context: Context, body: Uint8Array) => unknown;
  /**
   * Called when a genuine delivery can't be parsed; retrying won't help. Set the bytes aside. We reply 200 when this resolves and 503
   * if it throws. Without it we reply 422, and some providers then disable the webhook or block their queue.
   */
  onUnreadable?: (body: Uint8Array, error: WebhookError, verified: Verified, context: Context) => unknown;
  /**
   * For your log: called for each refused request. Reasons are a wrong key, a body that is too long, breaks off or arrives too slowly
   * (`body_incomplete`), or any method but POST (`invalid_argument` with the status 405). Not awaited; an exception changes nothing.
   */
  onRejected?: (error: WebhookError, context: Context) => unknown;
  /**
   * For your alerts: called for each fault on your side. Reasons are an `onEvent` that threw or took too long, a body that was parsed or
   * lost, or a config that fails. Senders without a secret can't cause it. Not awaited; an exception changes nothing.
   * @default console.error
   */
  onError?: (error: unknown, context: Context) => unknown;
  /**
   * Only for isendu: the API key for the reply to a confirmation of the URL, or a function that returns it or null. Without it, or with
   * null, we reply 404. The reply contains the API secret: allow it only in the minutes after you save the integration.
   */
  confirm?: P extends { readonly confirm: unknown }
    ? CredentialsOf<P> | null | ((context: Context) => CredentialsOf<P> | null)
    : never;
  /**
   * How many seconds a body may take, a number above 0. After this time we reply 408. @default 30
   */
  bodyTimeoutSeconds?: number;
  /**
   * How many seconds `onEvent` or `onUnreadable` may take, a number above 0. After this time we reply 503, and the provider may retry
   * while the first call still runs. Off by default.
   */
  eventTimeoutSeconds?: number;
  /** Returns the address of the peer, for `allowedIps`. We never read the address from a header; this function may. */
  ip?: (request: Request, context: Context) => string | null | undefined;
}
