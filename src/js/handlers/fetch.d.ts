import type { JsonObject } from "countersign";
import type { AnyProvider, HandlerOptions } from "./handlers.js";
export type { AnyProvider, ConfigOf, CredentialsOf, DeliveryOf, HandlerOptions, NameOf } from "./handlers.js";

/** The stream of a body, as much of it as the handler uses. */
export interface BodyStream {
  /** Whether something reads it already. */
  readonly locked: boolean;
  /** Takes the stream to read it. */
  getReader(): { read(): Promise<{ done: boolean; value?: unknown }>; cancel(reason?: unknown): Promise<unknown> };
}

/**
 * What the handler takes for a request: a `Request` of any runtime, or what has the same members, as the `HttpRequest` of
 * Azure Functions 4.
 */
export interface RequestLike {
  /** The method, in upper case. */
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  /** The headers. */
  readonly headers: { get(name: string): string | null };
  /** The body, which nothing may have read. */
  readonly body: BodyStream | null;
  /** Whether something has read the body. */
  readonly bodyUsed: boolean;
}

/** The `Request` of the types that are there: of a DOM, of Workers, of Node, of Deno or of Bun. */
export type WebRequest = typeof globalThis extends { Request: { prototype: infer Request extends RequestLike } }
  ? Request
  : RequestLike;

/** The `Response` of the types that are there. */
export type WebResponse = typeof globalThis extends { Response: { prototype: infer Response } } ? Response : object;

/** The context may be left out where nothing says what it is. */
export type ContextArguments<Context> = undefined extends Context ? [context?: Context] : [context: Context];

/**
 * Returns a handler of web requests, for Workers, Hono, Next.js, SvelteKit, Deno, Bun and Azure Functions: it reads,
 * verifies, hands the event over, and answers. The promise never rejects. What is left of a refused body is thrown away
 * before the answer, at most 8 MiB and for a second, so that the answer arrives; beyond that it says `connection: close`.
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
 * Returns the options of a webhook as they are, and types them, so that you can write them apart from the handler: `event` is the event of
 * `provider`. Nothing is checked before `createHandler` gets them. A handler of countersign/node takes them as well, if there is
 * no `ip`.
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
