import type { JsonObject } from "countersign";
import type { AnyProvider, HandlerOptions } from "./handlers.js";
export type { AnyProvider, ConfigOf, CredentialsOf, DeliveryOf, HandlerOptions, NameOf } from "./handlers.js";

/** A request of `node:http`, or of what builds on it; as much of it as can be said without Node's types. */
export interface NodeRequest {
  /** The method, as it came. */
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

/** A response of `node:http`, or of what builds on it; as much of it as can be said without Node's types. */
export interface NodeResponse {
  /** Whether an answer has been sent. */
  readonly headersSent: boolean;
  /** Sends the status and headers. */
  writeHead(status: number, headers?: Record<string, string>): unknown;
  /** Sends the body. */
  end(body: string): unknown;
}

/**
 * Returns a handler of Node's requests, for `node:http`, Express and Connect: it reads, verifies, hands the event over,
 * and answers. Every request is answered, so that `next` is never called. The context is the request. The promise resolves
 * when the answer has been written, and never rejects: a host that answers by itself has to await it. Arguments that are not
 * a request and a response are a mistake in the code: there is nothing to answer, so the call throws `invalid_argument`.
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
 * Returns the options of a webhook as they are, and types them, so that you can write them apart from the handler: `event` is the event of
 * `provider`. Nothing is checked before `createHandler` gets them. The context is Node's request.
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
