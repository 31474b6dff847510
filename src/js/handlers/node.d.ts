import type { JsonObject } from "countersign";
import type { AnyProvider, HandlerOptions } from "./handlers.js";
export type { AnyProvider, ConfigOf, CredentialsOf, DeliveryOf, HandlerOptions, NameOf } from "./handlers.js";

/** A request of `node:http`, or of a framework that uses it, described without Node's types. */
export interface NodeRequest {
  /** The method. */
  method?: string | undefined;
  /** The path and query. */
  url?: string | undefined;
  /** The headers, with names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** The connection. */
  socket: { remoteAddress?: string | undefined };
  /** Ends the request. */
  destroy(error?: Error): unknown;
}

/** A response of `node:http`, or of a framework that uses it, described without Node's types. */
export interface NodeResponse {
  /** Whether an answer has been sent. */
  readonly headersSent: boolean;
  /** Sends the status and headers. */
  writeHead(status: number, headers?: Record<string, string>): unknown;
  /** Sends the body. */
  end(body: string): unknown;
}

/**
 * Returns a handler of Node's requests, for `node:http`, Express and Connect. It reads and verifies a request, passes the event to
 * `onEvent`, and answers. It answers every request, so it never calls `next`. The context is the request. The promise resolves
 * when the answer has been written, and never rejects: await it in a host that sends answers itself. If the arguments aren't
 * a request and a response, the call throws `invalid_argument`, because there is nothing to answer.
 * @throws {WebhookError} `invalid_config`, which names the option.
 *
 * @example
 * app.post("/hooks/xoxoday", createHandler({
 *   provider: xoxoday,
 *   config: { apiKey: process.env.XOXODAY_API_KEY },
 *   onEvent: (event) => store(event),
 * }));
 */
export function createHandler<P extends AnyProvider, Request extends NodeRequest = NodeRequest, Payload = JsonObject>(
  options: HandlerOptions<P, Request, Request, Payload>,
): (req: Request, res: NodeResponse, next?: (error?: unknown) => void) => Promise<void>;

/**
 * Returns the options of a webhook unchanged, and types them, so that you can define them apart from the handler: `event` is an event
 * of `provider`. `createHandler` checks them later. The context is Node's request.
 * `Payload` is your own type of the document; nothing checks it at run time.
 *
 * @example
 * export const webhook = defineWebhook({
 *   provider: xoxoday,
 *   config: { apiKey: process.env.XOXODAY_API_KEY },
 *   onEvent: (event) => store(event.dedupeKey),
 * });
 */
export function defineWebhook<P extends AnyProvider, Request extends NodeRequest = NodeRequest, Payload = JsonObject>(
  options: HandlerOptions<P, Request, Request, Payload>,
): HandlerOptions<P, Request, Request, Payload>;
