import type { Body, Key, Scheme } from "countersign";

/** Signs as one provider does. `Option` is the option of its config that has the key, `Header` the header that proves a delivery. */
export interface Signer<Option extends string, Header extends string> {
  /** Returns the header of a genuine delivery. @throws {WebhookError} `invalid_config` for a key that a config would refuse. */
  readonly sign: (body: Body, config: { [option in Option]: Key | readonly Key[] }) => { [header in Header]: string };
}

/** What is put over a fixture: objects are merged, everything else is replaced, and a member that is `undefined` is removed. */
export interface Overrides {
  readonly [member: string]: unknown;
}

/**
 * What is wrong with a delivery on request: `"wrong-key"` proves it with keys and tokens that differ in their last character,
 * `"changed-body"` adds a space to the body after it was signed (only a signature notices), `"repeated"` delivers it twice.
 */
export type Fault = "wrong-key" | "changed-body" | "repeated";

/** How `deliver` makes a delivery. Pass the keys and the token that your config has. */
export interface DeliverOptions {
  /** The secret of OptOnDemand; the first of a list signs. */
  secret?: Key | readonly Key[];
  /** The API key of Xoxoday; the first of a list is sent. */
  apiKey?: Key | readonly Key[];
  /** The token in the URL; the first of a list is sent. It becomes the last path segment. */
  urlToken?: string | readonly string[];
  /** The query parameter that carries the token, in place of the path. */
  urlTokenParam?: string;
  /** Your URL without the token, or its path. @default "/hooks/<provider>" */
  url?: string;
  /** More headers, or others than those that a genuine delivery has. */
  headers?: Readonly<Record<string, string>>;
  /** Changes the fixture before it is signed. */
  overrides?: Overrides;
  /** Sent in place of the fixture, and signed. */
  body?: string | Uint8Array;
  /** The second argument of a fetch handler, as the `env` of a Worker. */
  context?: unknown;
  /** What is wrong with the delivery. Genuine unless given. */
  fault?: Fault;
  /** Which requests the handler takes: only for one that this package did not make. */
  as?: "fetch" | "node";
}

/** What a handler answered. */
export interface Answer {
  /** The HTTP status, as in `200`. */
  status: number;
  /** The body as text. */
  body: string;
}

/** What `deliver` takes: a handler of `countersign/fetch` or `countersign/node`, an Express app, or a Worker or Hono app with `fetch`. */
export type Deliverable = ((...args: never[]) => unknown) | { readonly fetch: (...args: never[]) => unknown };

/**
 * Makes a delivery that a handler takes for a genuine one, and returns the answer. A fetch handler gets a `Request`; a Node handler gets
 * it over a connection to 127.0.0.1. With `fault: "repeated"` the answer is that to the second delivery.
 * @throws {TypeError} for an option that does not exist. @throws {RangeError} when there is no fixture of that name.
 *
 * @example
 * const { status } = await deliver(handler, "optondemand.ORDER_STATUS_UPDATED", { secret: "whsec_test_0123456789abcdef" });
 */
export function deliver(handler: Deliverable, name: FixtureName, options?: DeliverOptions): Promise<Answer>;

/** What a delivery of a scheme is signed with. */
export interface SignOptions {
  /** The secret, as in the config; the first of a list signs. */
  secret: Key | readonly Key[];
  /** The id, where the scheme has it in a header. @default "msg_1" */
  id?: string;
  /** The signed time, in milliseconds since 1970 or as a Date, where the scheme has it outside the body. Default: the clock. */
  now?: number | Date;
  /** The URL as it is registered, where the scheme signs it. */
  url?: string;
}

/**
 * Returns the headers of a genuine delivery of a scheme. @throws {WebhookError} `invalid_config` for a scheme or a key that would be refused.
 *
 * @example
 * const headers = sign(stripe, body, { secret: "whsec_test_0123456789abcdef" });
 */
export function sign(scheme: Scheme, body: Body, options: SignOptions): Record<string, string>;
