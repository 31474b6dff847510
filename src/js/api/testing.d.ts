import type { Body, Key, Scheme } from "countersign";

/** Signs like one provider. `Option` is the config option with the key, `Header` the header with the proof. */
export interface Signer<Option extends string, Header extends string> {
  /** Returns the header of a genuine delivery. @throws {WebhookError} `invalid_config` for a key that a config would refuse. */
  readonly sign: (body: Body, config: { [option in Option]: Key | readonly Key[] }) => { [header in Header]: string };
}

/** Changes to a fixture: objects are merged, everything else is replaced, and members that are `undefined` are removed. */
export interface Overrides {
  readonly [member: string]: unknown;
}

/**
 * The fault of a delivery: `"wrong-key"` changes the last character of its key or token, `"changed-body"` adds a space to the body after
 * signing (only a signature detects it), `"repeated"` sends it twice.
 */
export type Fault = "wrong-key" | "changed-body" | "repeated";

/** The options of `deliver`. Pass the keys and the token from your config. */
export interface DeliverOptions {
  /** The secret of OptOnDemand or of a scheme, which is required there; the first of a list signs. */
  secret?: Key | readonly Key[];
  /** The API key of Xoxoday; the first of a list is sent. */
  apiKey?: Key | readonly Key[];
  /** The token in the URL; the first of a list is sent. It becomes the last path segment. */
  urlToken?: string | readonly string[];
  /** The query parameter that carries the token, in place of the path. */
  urlTokenParam?: string;
  /** Your URL without the token, or its path. If the scheme signs the URL, it is required, as you registered it. @default "/hooks/<provider>" */
  url?: string;
  /** The id, if the scheme has it in a header. By default one that the scheme accepts. */
  id?: string;
  /** The signed time of a scheme, in milliseconds since 1970 or as a Date. Default: the clock. */
  now?: number | Date;
  /** Headers to add to a genuine delivery, or to replace. */
  headers?: Readonly<Record<string, string>>;
  /** Changes the fixture before it is signed. */
  overrides?: Overrides;
  /** The body to sign and send, in place of the fixture or the sample. */
  body?: string | Uint8Array;
  /** The second argument of a fetch handler, as the `env` of a Worker. */
  context?: unknown;
  /** The fault of the delivery. Without it the delivery is genuine. */
  fault?: Fault;
  /** The kind of requests that the handler takes. Pass it if the handler is not from `createHandler`. */
  as?: "fetch" | "node";
}

/** The answer of a handler. */
export interface Answer {
  /** The HTTP status, as in `200`. */
  status: number;
  /** The body as text. */
  body: string;
}

/** A target of `deliver`: a handler of `countersign/fetch` or `countersign/node`, an Express app, or a Worker or Hono app with `fetch`. */
export type Deliverable = ((...args: never[]) => unknown) | { readonly fetch: (...args: never[]) => unknown };

/**
 * Sends a genuine delivery to a handler, and returns the answer. A fetch handler gets a `Request`; a Node handler gets a real request
 * over 127.0.0.1. For a scheme, the body is a small sample unless you pass `body`. With `fault: "repeated"` you get the second answer.
 * @throws {TypeError} for an unknown option, or without a required `secret`. @throws {RangeError} for an unknown fixture, or a
 * `now` before 1970.
 * @throws {WebhookError} `invalid_argument` for an id or a time that the scheme does not accept.
 *
 * @example
 * const { status } = await deliver(handler, "optondemand.ORDER_STATUS_UPDATED", { secret: "whsec_test_0123456789abcdef" });
 *
 * @example
 * const { status } = await deliver(handler, stripe, { secret: "whsec_test_0123456789abcdef" });
 */
export function deliver(handler: Deliverable, name: FixtureName | Scheme, options?: DeliverOptions): Promise<Answer>;

/** The options of `sign`. */
export interface SignOptions {
  /** The secret, as in the config; the first of a list signs. */
  secret: Key | readonly Key[];
  /** The id, if the scheme has it in a header. By default one that the scheme accepts, as in `"msg_1"`. */
  id?: string;
  /** The signed time, in milliseconds since 1970 or as a Date, if the scheme has it outside the body. Default: the clock. */
  now?: number | Date;
  /** Your URL as registered with the sender, if the scheme signs it. */
  url?: string;
}

/**
 * Returns the headers of a genuine delivery of a scheme. @throws {WebhookError} `invalid_config` for an invalid scheme or key, or
 * without a `url` that the scheme signs. @throws {WebhookError} `invalid_argument` for an id or a time that the scheme does not accept.
 *
 * @example
 * const headers = sign(stripe, body, { secret: "whsec_test_0123456789abcdef" });
 */
export function sign(scheme: Scheme, body: Body, options: SignOptions): Record<string, string>;
