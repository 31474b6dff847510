import type { CustomEvent, EventsByProvider, JsonObject, ProviderName, Verified, WebhookError } from "countersign";

/** Any of this package's providers, and what `custom` returns. */
export interface AnyProvider {
  /** Checks a config once and prepares its keys. */
  readonly receiver: (config: never) => { readonly receive: (incoming: never) => unknown };
}

/** The config that a provider takes. */
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
 * What `onEvent` gets: the provider's event and how much was proven, as in `DeliveryOf<typeof xoxoday>`. isendu's confirmations never
 * come here. `Payload` is your own type of the document; nothing checks it at run time.
 */
export type DeliveryOf<P extends AnyProvider, Payload = JsonObject> = ([NameOf<P>] extends [never]
  ? CustomEvent<AnyNameOf<P>, Payload>
  : Exclude<EventsByProvider<Payload>[NameOf<P>], { kind: "confirmation" }>) &
  Verified;

/** The credentials that a provider's confirmation takes; none has one but isendu. */
export type CredentialsOf<P> = P extends { readonly confirm: (body: never, credentials: infer Credentials) => unknown }
  ? Credentials
  : never;

/** What a handler is told. Checked when it is created. */
export interface HandlerOptions<P extends AnyProvider, Request, Context, Payload = JsonObject> {
  /** Whose deliveries come in. */
  provider: P;
  /**
   * What `provider.receiver` takes, checked at once. Or a function of the context, for secrets that come with the
   * request as on Workers, or one for each tenant: asked at each request, and checked where it returns another config than
   * before. While it fails the answer is 500.
   */
  config: ConfigOf<P> | ((context: Context) => ConfigOf<P> | PromiseLike<ConfigOf<P>>);
  /**
   * Takes a genuine event. The answer is 200 once what it returns has resolved, and 503 when it throws: the provider
   * sends the event again. Store the event here and do the work later; claim its `dedupeKey`, as deliveries repeat.
   * The body is what was verified, to be stored beside it.
   */
  onEvent: (event: DeliveryOf<P, Payload>, context: Context, body: Uint8Array) => unknown;
  /**
   * Takes the bytes of an authentic delivery that cannot be read: set them aside. The answer is 200 once what it returns
   * has resolved, and 503 when it throws. Without it the answer is 422, and a provider that gets such an answer disables
   * the webhook or blocks its queue over this one message.
   */
  onUnreadable?: (body: Uint8Array, error: WebhookError, verified: Verified, context: Context) => unknown;
  /**
   * Gets to know of each refused request, for logs: a wrong key, a body that is too long, breaks off or comes too slowly
   * (`body_incomplete`), another method than POST (`invalid_argument` with the status 405). Not awaited; what it throws
   * changes nothing.
   */
  onRejected?: (error: WebhookError, context: Context) => unknown;
  /**
   * Gets to know of what is this side's fault, for alerts: what `onEvent` threw or that it took too long, a body that was
   * parsed or lost, a config that fails. Nobody without a secret can cause it. Not awaited; what it throws changes
   * nothing. @default console.error
   */
  onError?: (error: unknown, context: Context) => unknown;
  /**
   * isendu's alone: the API key with which the confirmation of the URL is answered, or a function that returns it, or
   * null for not now. Without it, and while it is null, the answer is 404. The reply hands out the API secret: give it
   * only in the minutes after the integration was saved.
   */
  confirm?: P extends { readonly confirm: unknown }
    ? CredentialsOf<P> | null | ((context: Context) => CredentialsOf<P> | null)
    : never;
  /**
   * How many seconds a body may take, a number above 0. One that takes longer is answered 408. @default 30
   */
  bodyTimeoutSeconds?: number;
  /**
   * How many seconds `onEvent` or `onUnreadable` may take, a number above 0. When it takes longer the answer is 503, and
   * the provider sends the delivery again while the first may still be worked on. Off unless given.
   */
  eventTimeoutSeconds?: number;
  /** Returns the address of the peer, for `allowedIps`. No header is trusted unless this reads it. */
  ip?: (request: Request, context: Context) => string | null | undefined;
}
