// What a handler does with a delivery, whatever its requests and responses look like.

import { SUCCESS, refusal } from "./answers.js";
import { readOptions } from "./options.js";
import { invalidOption, isWebhookError, noCredentials } from "./problems.js";

/**
 * Returns a function that answers one exchange and never rejects. An exchange is `{ method, headers, url, request,
 * context, read, send }`: `read(limit)` resolves to the body, and `send` takes the answer, `{ status, headers, body }`.
 */
export function endpoint(given, peerOf) {
  const { provider, config, confirm, ip, onEvent, onUnreadable, onRejected, onError } = readOptions(given, peerOf);

  return async function respond(exchange) {
    const answer = await decide(exchange);
    try {
      return exchange.send(answer);
    } catch (error) {
      tell(onError, error, exchange.context);
      return undefined;
    }
  };

  async function decide({ method, headers, url, request, context, read }) {
    if (method !== "POST") return refusal(405, { allow: "POST" });
    try {
      const { receiver, limit } = await config(context);
      // Before the body: a connection that has ended no longer tells whose it was.
      const peer = ip?.(request, context) ?? undefined;
      const body = await read(limit);
      return await receive(receiver, { body, headers, url, ip: peer }, context);
    } catch (error) {
      return refuse(error, context);
    }
  }

  function receive(receiver, incoming, context) {
    let event;
    try {
      event = receiver.receive(incoming);
    } catch (error) {
      if (!isWebhookError(error) || error.status !== 422 || onUnreadable === undefined) throw error;
      // Throws where the delivery is not authentic, either: then that is what counts.
      const verified = receiver.verify(incoming);
      return take(() => onUnreadable(bytesOf(incoming.body), error, verified, context), context);
    }
    if (event.kind === "confirmation") return reply(incoming.body, context);
    return take(() => onEvent(event, context, bytesOf(incoming.body)), context);
  }

  /** Answers isendu, which waits five seconds: nothing is awaited on the way. */
  function reply(body, context) {
    const credentials = confirm(context);
    if (credentials === null) throw noCredentials();
    if (typeof credentials?.then === "function") throw invalidOption("confirm", "must return credentials or null, not a promise");
    return provider.confirm(body, credentials);
  }

  /** Hands a delivery over; unless that comes to a good end, the sender has to send it again. */
  async function take(act, context) {
    try {
      await act();
      return SUCCESS;
    } catch (error) {
      tell(onError, error, context);
      return refusal(503);
    }
  }

  function refuse(error, context) {
    const status = isWebhookError(error) ? error.status : 500;
    tell(status < 500 ? onRejected : onError, error, context);
    return refusal(status);
  }
}

/** Calls a listener, whose outcome changes nothing and is not waited for. */
function tell(listener, error, context) {
  new Promise((resolve) => resolve(listener?.(error, context))).catch(() => {});
}

const bytesOf = (body) => (typeof body === "string" ? new TextEncoder().encode(body) : body);
