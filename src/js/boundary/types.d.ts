/** The raw body of a request: the bytes from the wire. A string stands for its UTF-8 bytes. */
export type Body = string | Uint8Array | ArrayBuffer | DataView;

/** Headers in any of the usual forms: a `Headers` or `Map`, Node's `IncomingHttpHeaders`, or pairs. */
export type HeadersLike =
  | { entries(): Iterable<[string, string]> }
  | Record<string, string | string[] | undefined>
  | readonly (readonly [string, string])[]
  | Iterable<[string, string]>;

/** A `URL`, as a type that needs neither DOM nor Node types. */
export interface UrlLike {
  /** The whole URL. */
  readonly href: string;
  /** Distinguishes a `URL` from other objects with an `href`. */
  readonly searchParams: object;
  /** The whole URL. */
  toJSON(): string;
}

/** One HTTP request. Pass only the fields that your config needs. Only own properties are read, each of them once. */
export interface Incoming {
  /** The raw body. `verify` needs it for optondemand, `receive` always. */
  body?: Body;
  /** The headers, for a signature or an API key. */
  headers?: HeadersLike;
  /** The URL, or only its path and query, for `urlToken`. */
  url?: string | UrlLike | undefined;
  /**
   * The address of the peer, for `allowedIps`: `req.socket.remoteAddress`, or the entry that your own proxy wrote, as in `"192.0.2.7"`.
   * A closed connection has none: then `verify` throws `invalid_argument`, if the config has `allowedIps`.
   */
  ip?: string | undefined;
}

/**
 * A secret: bytes, or a string that stands for its UTF-8 bytes. It is never decoded or trimmed, and must not be empty. The config
 * refuses a damaged string: one with a control character (a line break, a tab) anywhere; with white space, a byte order mark or a
 * zero-width character at an edge; or in quotation marks. Bytes are used unchanged.
 */
export type Key = string | Uint8Array;

/**
 * Options that every provider has. A delivery must pass all configured checks. The types of keys and tokens allow `undefined`, so that
 * you can pass `process.env.NAME`. If the variable is not set, `invalid_config` is thrown at start-up and names the option.
 */
export interface CommonConfig {
  /**
   * Your token in the URL that the provider calls, as in `"5f2c9d7e41b84a06b3a1c0de9f127788"`. It is the last path segment, or the
   * query parameter named by `urlTokenParam`. It has at least 16 characters; use 128 random bits. A list is for rotation; `keyIndex`
   * says which one matched. Undefined throws `invalid_config` at start-up.
   */
  urlToken?: string | readonly string[] | undefined;
  /** The query parameter that carries the token, as in `"token"` for `?token=…`. Requires `urlToken`. */
  urlTokenParam?: string;
  /** The allowed addresses or CIDR blocks, IPv4 and IPv6, as in `["192.0.2.0/24"]`. An extra check; `trust` stays the same. */
  allowedIps?: readonly string[];
  /** The largest body in bytes, a positive integer. @default 1048576 */
  maxBodyBytes?: number;
}

/** Options for providers that do not sign. */
export interface UnauthenticatedConfig {
  /** Accepts unauthenticated deliveries: the only way to get `trust: "none"`. Other checks in the same config still apply. */
  acceptUnauthenticated?: true;
}

/** Options of `parse`. */
export interface ParseOptions {
  /** The largest body in bytes, a positive integer. @default 1048576 */
  maxBodyBytes?: number;
}

/** A JSON value in a `payload`. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** A JSON object in a `payload`. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** The fields that every event has. `Payload` is your own type for the document; nothing checks it. */
export interface EventBase<Name extends ProviderName, Payload = JsonObject> {
  /** The provider's name, as in `"xoxoday"`. */
  provider: Name;
  /**
   * Equal for repeated deliveries of one event, and different for different events. Put it into a column with a unique index, and
   * act on an event only if the insert succeeds.
   */
  dedupeKey: string;
  /**
   * The whole document, as `JSON.parse` would return it, with one difference: an integer beyond ±(2^53 − 1), or a number that
   * overflows, is a string with its exact digits. Your own type is not checked. The other fields of the event are.
   */
  payload: Payload;
}

/** The names of the providers. */
export type ProviderName = keyof EventsByProvider;

/** An event of any provider. It narrows by `provider`, and then by `kind`. */
export type WebhookEvent<Payload = JsonObject> = EventsByProvider<Payload>[ProviderName];

/** A config checked once, with its keys prepared, for any number of deliveries. */
export interface Receiver<Name extends ProviderName> {
  /** Verifies a delivery and returns what is proven about it. @throws {WebhookError} if a check fails. */
  readonly verify: (incoming: Incoming) => Verified;
  /**
   * Verifies a delivery, then parses the event from the same bytes. `receive<MyOrder>(…)` gives `payload` your type; nothing checks
   * at run time that the document has it. @throws {WebhookError}
   */
  readonly receive: <Payload = JsonObject>(incoming: Incoming) => EventsByProvider<Payload>[Name] & Verified;
}

/** The functions of every provider. All are synchronous, and a failed check throws: no check returns a boolean. */
export interface Provider<Config, Name extends ProviderName> {
  /**
   * Verifies a delivery and returns what is proven about it. It parses nothing, except the signed time if the config sets
   * `maxAgeSeconds`.
   * @throws {WebhookError} if a check fails.
   */
  readonly verify: (incoming: Incoming, config: Config) => Verified;
  /**
   * Parses the event of a body, without any authentication. `parse<MyOrder>(…)` gives `payload` your type; nothing checks at run time
   * that the document has it. @throws {WebhookError}
   */
  readonly parse: <Payload = JsonObject>(body: Body, options?: ParseOptions) => EventsByProvider<Payload>[Name];
  /**
   * Verifies a delivery, then parses the event from the same bytes. `receive<MyOrder>(…)` gives `payload` your type; nothing checks
   * at run time that the document has it. @throws {WebhookError}
   */
  readonly receive: <Payload = JsonObject>(
    incoming: Incoming,
    config: Config,
  ) => EventsByProvider<Payload>[Name] & Verified;
  /** Checks a config once and prepares its keys. @throws {WebhookError} `invalid_config`, which names the option. */
  readonly receiver: (config: Config) => Receiver<Name>;
}

/** Orders the events of a provider. */
export interface Ordering<Item> {
  /**
   * Returns whether `next` should replace `previous`. `true`: it is newer. `false`: it is older, or it would undo a final state.
   * `null`: the events do not show it, or they are about different things.
   */
  readonly supersedes: (next: Item, previous: Item) => boolean | null;
}

/** Why a delivery, a config or an argument was refused. */
export type WebhookErrorCode =
  | "invalid_config"
  | "invalid_argument"
  | "body_not_raw"
  | "body_too_large"
  | "missing_header"
  | "multiple_values"
  | "malformed_signature"
  | "missing_token"
  | "mismatch"
  | "ip_not_allowed"
  | "timestamp_invalid"
  | "too_old"
  | "in_future"
  | "body_incomplete"
  | "unknown_key_id"
  | "invalid_utf8"
  | "invalid_json"
  | "too_deep"
  | "duplicate_key"
  | "not_object"
  | "missing_field"
  | "wrong_type"
  | "too_many_elements";

/**
 * The error of every function. No message contains a secret, a computed MAC, a header's value or text from the body.
 * Recognise it with `isWebhookError`: two copies of the package in one process have two classes.
 */
export class WebhookError extends Error {
  private constructor();
  /** The same in every copy of the package. */
  readonly name: "WebhookError";
  /** The stable code of the error. */
  readonly code: WebhookErrorCode;
  /** The HTTP status to answer with. */
  readonly status: number;
  /** Whether the same delivery could succeed later. */
  readonly retryUseful: boolean;
  /** The path of the faulty value in the body, as in `order[2].uuid`, for the errors that have one. */
  readonly path?: string;
}

/**
 * Returns whether a caught value is a `WebhookError` of this copy of the package, of another copy, or of another realm.
 * Never throws.
 *
 * @example
 * try {
 *   receiver.receive({ body, headers });
 * } catch (error) {
 *   if (!isWebhookError(error)) throw error;
 *   response.status = error.status;
 * }
 */
export const isWebhookError: (value: unknown) => value is WebhookError;
