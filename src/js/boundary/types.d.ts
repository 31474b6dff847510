/** The raw body of a request: the bytes as they arrived. A string counts as its UTF-8 bytes. */
export type Body = string | Uint8Array | ArrayBuffer | DataView;

/** Headers in any of the usual forms: a `Headers` or `Map`, Node's `IncomingHttpHeaders`, or pairs. */
export type HeadersLike =
  | { entries(): Iterable<[string, string]> }
  | Record<string, string | string[] | undefined>
  | readonly (readonly [string, string])[]
  | Iterable<[string, string]>;

/** A `URL`, described so that no DOM or Node types are needed. */
export interface UrlLike {
  /** The whole URL. */
  readonly href: string;
  /** Distinguishes a `URL` from other objects with an `href`. */
  readonly searchParams: object;
  /** The whole URL. */
  toJSON(): string;
}

/** One HTTP request. Pass only the fields that your config needs. We read only own properties, each of them once. */
export interface Incoming {
  /** The raw body. `verify` needs it for optondemand, `receive` always. */
  body?: Body;
  /** The headers, for a signature or a key in a header. */
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
 * A secret: bytes, or a string that counts as its UTF-8 bytes and is never decoded or trimmed. It must not be empty. A string
 * that can never match is refused at start-up: one with a control character (a line break, a tab) anywhere, with white space,
 * a byte order mark or a zero-width character at an edge, in quotation marks, or the text `undefined`, `null` or similar. Bytes are used
 * unchanged.
 */
export type Key = string | Uint8Array;

/**
 * Options of every provider. A delivery must pass all proofs in the config. The types of keys and tokens allow `undefined`, so that
 * you can pass `process.env.NAME`; an unset variable throws `invalid_config` at start-up, which names the option.
 */
export interface CommonConfig {
  /**
   * The token that you chose and put into the URL that the provider calls, as in `"5f2c9d7e41b84a06b3a1c0de9f127788"`. It is the
   * last path segment, or the query parameter that `urlTokenParam` names. At least 16 characters; take 128 random bits. A list is
   * for rotation; `keyIndex` says which one matched. Undefined throws `invalid_config` at start-up.
   */
  urlToken?: string | readonly (string | undefined)[] | undefined;
  /** The query parameter that carries the token, as in `"token"` for `?token=…`. Requires `urlToken`. */
  urlTokenParam?: string;
  /** Addresses or CIDR blocks, IPv4 and IPv6, that may deliver, as in `["192.0.2.0/24"]`. An extra check; `trust` stays the same. */
  allowedIps?: readonly string[];
  /** The largest body in bytes, a positive integer. @default 1048576 */
  maxBodyBytes?: number;
}

/** Options for providers that don't authenticate their deliveries. */
export interface UnauthenticatedConfig {
  /** Accepts deliveries without a proof: the only way to get `trust: "none"`. Other checks in the config still apply. */
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

/** The fields of every event. `Payload` is your own type of the document, which nothing checks. */
export interface EventBase<Name extends ProviderName, Payload = JsonObject> {
  /** The provider's name, as in `"xoxoday"`. */
  provider: Name;
  /**
   * The same for repeated deliveries of an event, and different for other events. Put it into a column with a unique index, and only
   * process an event if you could insert it.
   */
  dedupeKey: string;
  /**
   * The whole document as from `JSON.parse`, except that an integer beyond ±(2^53 − 1), and a number that overflows, is a string
   * with its exact digits. We don't check your own type of it, but we do check the other fields of the event.
   */
  payload: Payload;
}

/** The names of the providers. */
export type ProviderName = keyof EventsByProvider;

/** An event of any provider. It narrows by `provider`, and then by `kind`. */
export type WebhookEvent<Payload = JsonObject> = EventsByProvider<Payload>[ProviderName];

/** A config checked once, with its keys prepared, for any number of deliveries. */
export interface Receiver<Name extends ProviderName> {
  /** Returns how a delivery was authenticated. @throws {WebhookError} if it fails a check of the config. */
  readonly verify: (incoming: Incoming) => Verified;
  /**
   * Verifies a delivery, then reads the event from the same bytes. `receive<MyOrder>(…)` gives `payload` your type; nothing checks
   * at run time that the document has it. @throws {WebhookError}
   */
  readonly receive: <Payload = JsonObject>(incoming: Incoming) => EventsByProvider<Payload>[Name] & Verified;
}

/** The functions of every provider. They are synchronous. You can't forget to check the result: a failed check throws. */
export interface Provider<Config, Name extends ProviderName> {
  /**
   * Returns how a delivery was authenticated. It doesn't parse the body, except for the signed time if the config has
   * `maxAgeSeconds`.
   * @throws {WebhookError} if the delivery fails a check of the config.
   */
  readonly verify: (incoming: Incoming, config: Config) => Verified;
  /**
   * Reads the event of a body without any authentication. `parse<MyOrder>(…)` gives `payload` your type; nothing checks at run time that
   * the document has it. @throws {WebhookError}
   */
  readonly parse: <Payload = JsonObject>(body: Body, options?: ParseOptions) => EventsByProvider<Payload>[Name];
  /**
   * Verifies a delivery, then reads the event from the same bytes. `receive<MyOrder>(…)` gives `payload` your type; nothing checks
   * at run time that the document has it. @throws {WebhookError}
   */
  readonly receive: <Payload = JsonObject>(
    incoming: Incoming,
    config: Config,
  ) => EventsByProvider<Payload>[Name] & Verified;
  /** Checks a config once and prepares its keys. @throws {WebhookError} `invalid_config`, which names the option. */
  readonly receiver: (config: Config) => Receiver<Name>;
}

/** A value in a separate header. */
export interface SchemeHeader {
  /** The name of the header in lower case, as in `"x-acme-time"`. */
  readonly header: string;
}

/** An element of the list in the signature's header. */
export interface SchemePrefix {
  /** The text before the value, as in `"t="`. */
  readonly prefix: string;
}

/** A field of the body. */
export interface SchemeField {
  /** The path of the field, joined by dots, as in `"event.id"`. */
  readonly field: string;
}

/** The place and the format of the signed time. A time outside the body must be in `signed`. */
export type SchemeTimestamp = (SchemeHeader | SchemePrefix | SchemeField) & {
  /**
   * `"s"` and `"ms"`: decimal digits since 1970; exactly 10 or 13 next to a placeholder or a digit in `signed`. `"rfc3339"`: with any
   * offset. `"iso-utc"`: in UTC, with or without the `Z`; next to one of these, a `.` or a `Z`, only with it.
   */
  readonly unit: "s" | "ms" | "rfc3339" | "iso-utc";
};

/** The members of every scheme. Header names are in lower case. */
export interface SchemeBase {
  /** `provider` in every event, and the first part of every `dedupeKey`, as in `"acme"`: a letter from a to z, then letters, digits, `_`, `-`. */
  readonly name: string;
  /** The header with the signature or the secret. With several (four at most), we read each one that is present. */
  readonly header: string | readonly string[];
  /** The separator, if the value is a list, as in `","`. Without it the header has one value. */
  readonly list?: "," | ";" | " ";
  /** The exact text before the signature, as in `"v1="`. A list needs it: we skip elements without it. */
  readonly prefix?: string;
  /** Ignores the ASCII case of the prefix. */
  readonly prefixCase?: "ignore";
  /**
   * The id of a delivery: a signed header, or names in the body joined by dots. It has 1 to 256 visible ASCII characters; in a header,
   * none that is the first one behind `{id}`. Without one in the body, `dedupeKey` is a digest of the body.
   */
  readonly id?: SchemeHeader | SchemeField;
  /** Headers that must have these exact values; four at most. */
  readonly require?: { readonly [header: string]: string };
  /** The type of body. With `"any"`, a body that isn't JSON, such as a form, has a `payload` of null. @default "object" */
  readonly body?: "object" | "json" | "any";
}

/** A sender that signs with HMAC-SHA256. */
export interface HmacScheme extends SchemeBase {
  /** You choose the algorithm. A delivery can't change it. Others, such as SHA-1 and SHA-512, are left out on purpose. */
  readonly proof: "hmac-sha256";
  /**
   * The encoding of the signature. Each MAC has exactly one text, except that hexadecimal digits may have either case: `"base64"` has
   * padding, `"base64url"` has none.
   */
  readonly encoding: "hex" | "base64" | "base64url";
  /** How to decode a secret that is a string. Bytes are always the key itself. */
  readonly key: "utf8" | "base64" | "hex";
  /** A prefix to remove from an encoded secret, if present, as in `"whsec_"`. */
  readonly keyPrefix?: string;
  /** The minimal length of a key in bytes. */
  readonly minKeyBytes?: number;
  /** The template of the signed message, as in `"{timestamp}.{body}"`: `{body}` once, and `{timestamp}`, `{id}`, `{url}`, `{method}` (POST). */
  readonly signed: `${string}{body}${string}`;
  /** The place of the signed time. */
  readonly timestamp?: SchemeTimestamp;
  /** The maximal age of the signed time in seconds. A config can override it. Without it we don't check the age. */
  readonly maxAgeSeconds?: number;
  /** How many seconds in the future the signed time may be. A config can override it. Requires `maxAgeSeconds`. @default 300, once `maxAgeSeconds` is set */
  readonly maxFutureSeconds?: number;
}

/** A sender that sends the secret itself in a header. This doesn't authenticate the body. */
export interface StaticScheme extends SchemeBase {
  /** The header contains the secret itself. */
  readonly proof: "static";
  /** A secret that is a string counts as its UTF-8 bytes. */
  readonly key?: "utf8";
}

/** How a sender authenticates its deliveries, as data. See the page "Any other sender". */
export type Scheme = HmacScheme | StaticScheme;

/** A config for a scheme. */
export type SchemeConfig<S extends Scheme = Scheme> = CommonConfig & {
  /**
   * The secret of the sender, in the form that `key` of the scheme names. A list is for rotation; `keyIndex` says which one matched.
   * Undefined throws `invalid_config` at start-up.
   */
  secret: Key | readonly (Key | undefined)[] | undefined;
  /** The current time for the age check, in milliseconds since 1970 or as a Date. Default: the clock. */
  now?: number | Date;
  /** The maximal age of the signed time in seconds. @default the scheme's limit */
  maxAgeSeconds?: SecondsOf<S>;
  /** How many seconds in the future the signed time may be. Requires `maxAgeSeconds`, here or in the scheme. @default the scheme's limit, or 300 once `maxAgeSeconds` is set */
  maxFutureSeconds?: SecondsOf<S>;
} & UrlOf<S>;

/** The type of the limits of the age: `never` for a scheme that can't have a signed time. The wide type `Scheme` can have one. */
export type SecondsOf<S extends Scheme> = S extends unknown ? ("timestamp" extends keyof S ? number : never) : never;

/** The URL in a config: required if the scheme signs it, allowed if only the run time knows that, as for the wide type `Scheme`. */
export type UrlOf<S extends Scheme> = S extends { readonly signed: infer Signed extends string }
  ? Signed extends `${string}{url}${string}`
    ? {
        /** The URL exactly as you registered it with the sender. We never use the URL of the request. */
        url: string;
      }
    : // A record of a template that is not literal has no member of its own.
      Record<never, unknown> extends Record<Signed, unknown>
      ? {
          /** The URL exactly as you registered it with the sender, if the scheme signs it. We never use the URL of the request. */
          url?: string;
        }
      : { url?: never }
  : { url?: never };

/**
 * An event of a sender with your scheme. It contains only signed data. A static secret signs nothing, so its event is only as
 * trustworthy as the secret.
 */
export interface CustomEvent<Name extends string = string, Payload = JsonObject> {
  /** The name of the scheme. */
  provider: Name;
  /** The same for all events of a scheme. */
  kind: "event";
  /** The id of the delivery, from a signed header or from the body; null without one. */
  id: string | null;
  /** The signed time in milliseconds since 1970; null without one. */
  signedMs: number | null;
  /** `<name>:<id>`, or `<name>:sha256:<digest of the body in hex>` without an id. Put it into a column with a unique index. */
  dedupeKey: string;
  /** The whole document, as in every event; null if the scheme has `body: "any"` and the body isn't JSON. */
  payload: Payload;
}

/** The type of `payload` in a scheme's events, unless you pass your own. */
export type PayloadOf<S extends Scheme> = S extends { readonly body: "any" | "json" } ? JsonValue : JsonObject;

/** A config for a scheme, checked once, with its keys prepared. */
export interface CustomReceiver<S extends Scheme> {
  /** Returns how a delivery was authenticated. @throws {WebhookError} if it fails a check of the config. */
  readonly verify: (incoming: Incoming) => Verified;
  /** Verifies a delivery, then reads the event from the same bytes. @throws {WebhookError} */
  readonly receive: <Payload = PayloadOf<S>>(incoming: Incoming) => CustomEvent<S["name"], Payload> & Verified;
}

/** The result of `custom`: the functions of every provider. */
export interface CustomProvider<S extends Scheme> {
  /** Returns how a delivery was authenticated. @throws {WebhookError} if it fails a check of the config. */
  readonly verify: (incoming: Incoming, config: SchemeConfig<S>) => Verified;
  /**
   * Reads the event of a body without any authentication. Fields from headers are null, so if the id is in a header, `dedupeKey` is a
   * digest of the body, not the one from `receive`. @throws {WebhookError}
   */
  readonly parse: <Payload = PayloadOf<S>>(body: Body, options?: ParseOptions) => CustomEvent<S["name"], Payload>;
  /** Verifies a delivery, then reads the event from the same bytes. @throws {WebhookError} */
  readonly receive: <Payload = PayloadOf<S>>(
    incoming: Incoming,
    config: SchemeConfig<S>,
  ) => CustomEvent<S["name"], Payload> & Verified;
  /** Checks a config once and prepares its keys. @throws {WebhookError} `invalid_config`, which names the option. */
  readonly receiver: (config: SchemeConfig<S>) => CustomReceiver<S>;
}

/**
 * Makes a provider from a sender's scheme. It reads the scheme once and checks it. It refuses a scheme that leaves something
 * unsigned that a receiver would trust.
 * @throws {WebhookError} `invalid_config`, which names the member, as in `scheme.signed`.
 *
 * @example
 * const acme = custom({
 *   name: "acme",
 *   proof: "hmac-sha256",
 *   header: "x-acme-signature",
 *   prefix: "v1=",
 *   encoding: "hex",
 *   key: "utf8",
 *   signed: "{timestamp}.{body}",
 *   timestamp: { header: "x-acme-time", unit: "s" },
 *   id: { field: "event.id" },
 *   maxAgeSeconds: 300,
 * });
 * const receiver = acme.receiver({ secret: process.env.ACME_SECRET });
 */
export const custom: <const S extends Scheme>(scheme: S) => CustomProvider<S>;

/** Puts the events of a provider in order. */
export interface Ordering<Item> {
  /**
   * Tells whether `next` should replace the state from `previous`: `true` if it is newer, `false` if it is older or would undo a
   * final state, `null` if we can't tell, or if they are about different objects.
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
 * Thrown by every function. No message holds a secret, a computed MAC, a header's value or text of the body.
 * Recognise it with `isWebhookError`: two copies of the package in one process have two classes.
 */
export class WebhookError extends Error {
  private constructor();
  /** The same in every copy of the package. */
  readonly name: "WebhookError";
  /** The stable name of the error. */
  readonly code: WebhookErrorCode;
  /** The HTTP status to answer with. */
  readonly status: number;
  /** Whether the same delivery could succeed if it is sent again. */
  readonly retryUseful: boolean;
  /** The place of the fault in the body, as in `order[2].uuid`, if the error has one. */
  readonly path?: string;
}

/**
 * Tells whether a caught value is a `WebhookError`: of this copy of the package, of another copy, or of another realm.
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
