import type { CustomEvent, EventsByProvider, JsonObject, ProviderName, Verified, WebhookError } from "countersign";

/** Any of this package's providers, and what `custom` returns. */
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

/** The name that the events of a provider have, that of a scheme included. */
type AnyNameOf<P extends AnyProvider> = Extract<
  ReturnType<ReturnType<P["receiver"]>["receive"]>,
  { provider: string }
>["provider"];

/**
 * The argument of `onEvent`: the provider's event and how it was authenticated, as in `DeliveryOf<typeof xoxoday>`. It is never one of
 * isendu's confirmations. `Payload` is your own type of the document; nothing checks it at run time.
 */
export type DeliveryOf<P extends AnyProvider, Payload = JsonObject> = ([NameOf<P>] extends [never]
  ? CustomEvent<AnyNameOf<P>, Payload>
  : Exclude<EventsByProvider<Payload>[NameOf<P>], { kind: "confirmation" }>) &
  Verified;

/** The credentials for a provider's confirmation. Only isendu has one. */
export type CredentialsOf<P> = P extends { readonly confirm: (body: never, credentials: infer Credentials) => unknown }
  ? Credentials
  : never;

/** The options of a handler. They are checked when you create it. */
export interface HandlerOptions<P extends AnyProvider, Request, Context, Payload = JsonObject> {
  /** The provider that sends the deliveries. */
  provider: P;
  /**
   * The config for `provider.receiver`, checked at once. Or a function of the context, for secrets that come with the request (as on
   * Workers), or a secret for each tenant. We call it for each request, and check the config when it differs from earlier ones.
   * We reply 500 if it fails.
   */
  config: ConfigOf<P> | ((context: Context) => ConfigOf<P> | PromiseLike<ConfigOf<P>>);
  /**
   * Handles a genuine event. We reply 200 when this resolves and 503 if it throws, so that the provider sends the event again.
   * Store the event here and do the work later; claim its `dedupeKey`, because deliveries repeat. `body` holds the verified
   * bytes, to be stored with the event.
   */
  onEvent: (event: DeliveryOf<P, Payload>, context: Context, body: Uint8Array) => unknown;
  /**
   * Called when a genuine delivery can't be parsed. Store its bytes: retrying won't help. We reply 200 when this resolves and 503
   * if it throws. Without this option we reply 422, and a provider may then disable the webhook, or block its queue over this
   * one message.
   */
  onUnreadable?: (body: Uint8Array, error: WebhookError, verified: Verified, context: Context) => unknown;
  /**
   * Called for each refused request, for logs: a wrong key, a body that is too long, incomplete or too slow (`body_incomplete`), a
   * method other than POST (`invalid_argument` with the status 405). We don't await it, and ignore its errors.
   */
  onRejected?: (error: WebhookError, context: Context) => unknown;
  /**
   * Called for faults on your side, for alerts: `onEvent` threw or took too long, other code parsed or lost the body, the config
   * failed. Only a sender with a secret can cause it. We don't await it, and ignore its errors. @default console.error
   */
  onError?: (error: unknown, context: Context) => unknown;
  /**
   * Only for isendu: the API credentials for the reply to a confirmation of the URL, or a function that returns them, or null to
   * refuse. Without them we reply 404. The reply discloses the API secret: only provide it in the minutes after you have saved
   * the integration.
   */
  confirm?: P extends { readonly confirm: unknown }
    ? CredentialsOf<P> | null | ((context: Context) => CredentialsOf<P> | null)
    : never;
  /**
   * How many seconds a body may take, a number above 0. We reply 408 to one that takes longer. @default 30
   */
  bodyTimeoutSeconds?: number;
  /**
   * How many seconds `onEvent` or `onUnreadable` may take, a number above 0. If it takes longer we reply 503, and the provider may
   * send the delivery again while the first call still runs. Off by default.
   */
  eventTimeoutSeconds?: number;
  /** Returns the address of the peer, for `allowedIps`. We trust no header unless you read it here. */
  ip?: (request: Request, context: Context) => string | null | undefined;
}
