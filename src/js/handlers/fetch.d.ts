import type { JsonObject } from "countersign";
import type { AnyProvider, HandlerOptions } from "./handlers.js";
export type { AnyProvider, ConfigOf, CredentialsOf, DeliveryOf, HandlerOptions, NameOf } from "./handlers.js";

/** The members of a body's stream that the handler uses. */
export interface BodyStream {
  /** Whether other code is reading it. */
  readonly locked: boolean;
  /** Starts reading the stream. */
  getReader(): { read(): Promise<{ done: boolean; value?: unknown }>; cancel(reason?: unknown): Promise<unknown> };
}

/**
 * A request that the handler accepts: a `Request` of any runtime, or an object with the same members, such as the `HttpRequest`
 * of Azure Functions 4.
 */
export interface RequestLike {
  /** The method, in upper case. */
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  /** The headers. */
  readonly headers: { get(name: string): string | null };
  /** The body. No other code may have read it. */
  readonly body: BodyStream | null;
  /** Whether other code has read the body. */
  readonly bodyUsed: boolean;
}

/** The `Request` of your project's types: of the DOM, Workers, Node, Deno or Bun. */
export type WebRequest = typeof globalThis extends { Request: { prototype: infer Request extends RequestLike } }
  ? Request
  : RequestLike;

/** The `Response` of your project's types. */
export type WebResponse = typeof globalThis extends { Response: { prototype: infer Response } } ? Response : object;

/** You may omit the context if it has no type. */
export type ContextArguments<Context> = undefined extends Context ? [context?: Context] : [context: Context];

/**
 * Returns a handler of web requests, for Workers, Hono, Next.js, SvelteKit, Deno, Bun and Azure Functions. It reads and verifies a
 * request, passes the event to `onEvent`, and answers. The promise never rejects. Before it refuses a request, it discards the
 * rest of the body (at most 8 MiB, for at most a second), so that the answer arrives; if there is more, it sends
 * `connection: close`.
 * @throws {WebhookError} `invalid_config`, which names the option.
 *
 * @example
 * export const POST = createHandler({
 *   provider: xoxoday,
 *   config: { apiKey: process.env.XOXODAY_API_KEY },
 *   onEvent: (event) => store(event),
 * });
 */
export function createHandler<
  P extends AnyProvider,
  Context = unknown,
  Payload = JsonObject,
  Request extends RequestLike = WebRequest,
>(
  options: HandlerOptions<P, Request, Context, Payload>,
): (request: RequestLike, ...rest: ContextArguments<Context>) => Promise<WebResponse>;

/**
 * Returns the options of a webhook unchanged, and types them, so that you can define them apart from the handler: `event` is an event
 * of `provider`. `createHandler` checks them later. A handler of countersign/node accepts them as well, if they have no `ip`.
 * `Payload` is your own type of the document; nothing checks it at run time.
 *
 * @example
 * export const webhook = defineWebhook({
 *   provider: xoxoday,
 *   config: { apiKey: process.env.XOXODAY_API_KEY },
 *   onEvent: (event) => store(event.dedupeKey),
 * });
 */
export function defineWebhook<P extends AnyProvider, Context = unknown, Payload = JsonObject>(
  options: HandlerOptions<P, unknown, Context, Payload> & { ip?: never },
): HandlerOptions<P, unknown, Context, Payload>;
/** The same, for options with `ip`. */
export function defineWebhook<
  P extends AnyProvider,
  Context = unknown,
  Payload = JsonObject,
  Request extends RequestLike = WebRequest,
>(options: HandlerOptions<P, Request, Context, Payload>): HandlerOptions<P, Request, Context, Payload>;
