import type { AnyProvider, HandlerOptions } from "./handlers.js";
export type { AnyProvider, ConfigOf, CredentialsOf, DeliveryOf, HandlerOptions } from "./handlers.js";

/** A request as far as the handler reads it: the web's, or one that is like it, as Azure Functions has. */
export interface RequestLike {
  /** The method. */
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  /** The headers, of which those are read that are asked for by name. */
  readonly headers: { get(name: string): string | null };
  /** The stream of the body, unless there is none. */
  readonly body: object | null;
  /** Whether something has read the body. */
  readonly bodyUsed: boolean;
}

/** The `Response` of the types that are there. */
export type WebResponse = typeof globalThis extends { Response: { prototype: infer Response } } ? Response : object;

/** The context may be left out where nothing says what it is. */
export type ContextArguments<Context> = undefined extends Context ? [context?: Context] : [context: Context];

/**
 * Returns a handler of web requests, for Workers, Hono, Next.js, SvelteKit, Deno, Bun and Azure Functions: it reads,
 * verifies, hands the event over, and answers. The promise never rejects.
 * @throws {WebhookError} `invalid_config`, which names the option.
 *
 * @example
 * export const POST = createHandler({
 *   provider: xoxoday,
 *   config: { apiKey: process.env.XOXODAY_API_KEY },
 *   onEvent: (event) => store(event),
 * });
 */
export function createHandler<P extends AnyProvider, Context = unknown, Request extends RequestLike = RequestLike>(
  options: HandlerOptions<P, Request, Context>,
): (request: Request, ...rest: ContextArguments<Context>) => Promise<WebResponse>;
