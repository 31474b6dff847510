import type { AnyProvider, HandlerOptions } from "./handlers.js";
export type { AnyProvider, ConfigOf, CredentialsOf, DeliveryOf, HandlerOptions } from "./handlers.js";

/** The `Request` of the types that are there: of a DOM, of Workers, of Node, of Deno or of Bun. */
export type WebRequest = typeof globalThis extends { Request: { prototype: infer Request } } ? Request : object;

/** The `Response` of the types that are there. */
export type WebResponse = typeof globalThis extends { Response: { prototype: infer Response } } ? Response : object;

/** The context may be left out where nothing says what it is. */
export type ContextArguments<Context> = undefined extends Context ? [context?: Context] : [context: Context];

/**
 * Returns a handler of web requests, for Workers, Hono, Next.js, SvelteKit, Deno and Bun: it reads, verifies, hands the
 * event over, and answers. The promise never rejects.
 * @throws {WebhookError} `invalid_config`, which names the option.
 *
 * @example
 * export const POST = createHandler({
 *   provider: xoxoday,
 *   config: { apiKey: process.env.XOXODAY_API_KEY },
 *   onEvent: (event) => store(event),
 * });
 */
export function createHandler<P extends AnyProvider, Context = unknown>(
  options: HandlerOptions<P, WebRequest, Context>,
): (request: WebRequest, ...rest: ContextArguments<Context>) => Promise<WebResponse>;
