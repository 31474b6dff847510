import type { JsonObject } from "countersign";
import type { AnyProvider, HandlerOptions } from "./handlers.js";
export type { AnyProvider, ConfigOf, CredentialsOf, DeliveryOf, HandlerOptions, NameOf } from "./handlers.js";

/** The stream of a body: the members that the handler uses. */
export interface BodyStream {
  /** Whether something reads it already. */
  readonly locked: boolean;
  /** Locks the stream and returns a reader. */
  getReader(): { read(): Promise<{ done: boolean; value?: unknown }>; cancel(reason?: unknown): Promise<unknown> };
}

/**
 * A request: a `Request` of any runtime, or an object with the same members, such as the `HttpRequest` of Azure Functions 4.
 */
export interface RequestLike {
  /** The method, in upper case. */
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  /** The headers. */
  readonly headers: { get(name: string): string | null };
  /** The body. Nothing may have read it. */
  readonly body: BodyStream | null;
  /** Whether something has read the body. */
  readonly bodyUsed: boolean;
}

/** The `Request` of your types: DOM, Workers, Node, Deno or Bun. */
export type WebRequest = typeof globalThis extends { Request: { prototype: infer Request extends RequestLike } }
  ? Request
  : RequestLike;

/** The `Response` of your types. */
export type WebResponse = typeof globalThis extends { Response: { prototype: infer Response } } ? Response : object;

/** The context argument. It is optional if the context has no type. */
export type ContextArguments<Context> = undefined extends Context ? [context?: Context] : [context: Context];

/**
 * Returns a handler of web requests, for Workers, Hono, Next.js, SvelteKit, Deno, Bun and Azure Functions. It reads and verifies the
 * body, calls `onEvent`, and answers. The promise never rejects. The rest of a refused body is read and discarded before the answer,
 * so that the answer arrives. The handler stops after 8 MiB or one second, and then answers with `connection: close`.
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
 * Returns its argument and gives `event` the type of the provider's event, so that you can write the options apart from the handler.
 * `createHandler` checks them later. A handler of countersign/node accepts them as well, if they have no `ip`.
 * `Payload` is your own type for the document; nothing checks it at run time.
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
