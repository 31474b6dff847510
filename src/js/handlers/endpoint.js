// What a handler does with a delivery, whatever its requests and responses look like.

import { hasAnswer, refusal, SUCCESS } from "./responses.js";
import { checkDeclared, isAnnounced } from "./body-collector.js";
import { readOptions } from "./options.js";
import { within } from "./deadlines.js";
import {
  bodyBroken,
  bodyLost,
  invalidArgument,
  invalidOption,
  isWebhookError,
  namingEncoding,
  noCredentials,
  tooLate,
  wrongMethod,
} from "./errors.js";

/**
 * Returns a function that answers one exchange, and whose promise resolves when the answer has been written and never
 * rejects. An exchange is `{ method, headers, url, request, context, header, isGone, read, remedy, send }`: `header(name)`
 * returns a value, `isGone()` tells whether the sender has left, `read(limit, seconds)` resolves to the body, `remedy()`
 * says how to get one that was lost, and `send` takes the answer, `{ status, headers, body }`. Where there is no request, it
 * is `{ problem, context, header, send }`.
 */
export function endpoint(given, peerOf) {
  const {
    provider,
    receiverFor,
    confirm,
    ip,
    onEvent,
    onUnreadable,
    onRejected,
    onError,
    bodyTimeoutSeconds,
    eventTimeoutSeconds,
  } = readOptions(given, peerOf);

  return async function respond(exchange) {
    try {
      return await exchange.send(await decide(exchange));
    } catch (error) {
      tell(onError, error, exchange.context);
      return exchange.fail?.();
    }
  };

  async function decide(exchange) {
    const { problem, method, headers, url, request, context, header } = exchange;
    try {
      if (problem !== undefined) throw problem;
      if (method !== "POST") throw wrongMethod();
      const { receiver, limit } = await receiverFor(context);
      // Before the body: a connection that has ended no longer tells whose it was.
      const peer =
        atOnce(ip?.(request, context), () => invalidArgument("ip", "must be a string, not a promise")) ?? undefined;
      if (peer === undefined && exchange.isGone()) throw bodyBroken();
      // Before a byte of the body is kept.
      checkDeclared(header("content-length"), limit);
      receiver.checkHead?.({ headers, url, ip: peer });
      const body = await exchange.read(limit, bodyTimeoutSeconds);
      if (isEmpty(body) && isAnnounced(header)) throw bodyLost(exchange.remedy());
      return await receive(receiver, { body, headers, url, ip: peer }, exchange);
    } catch (error) {
      return refuse(error, exchange);
    }
  }

  function receive(receiver, incoming, { context, header }) {
    let event;
    try {
      event = receiver.receive(incoming);
    } catch (error) {
      if (!isWebhookError(error) || error.status !== 422 || onUnreadable === undefined) throw error;
      // The signed time of such a body cannot be read. A refusal for it would block the provider's queue.
      const authenticate = receiver.authenticate ?? receiver.verify;
      const verified = authenticate(incoming);
      const named = namingEncoding(error, header("content-encoding"));
      return take(() => onUnreadable(bytesOf(incoming.body), named, verified, context), context);
    }
    if (event.kind === "confirmation") return reply(incoming.body, context);
    return take(() => onEvent(event, context, bytesOf(incoming.body)), context);
  }

  /** Answers isendu, which waits five seconds: nothing is awaited on the way. */
  function reply(body, context) {
    const credentials = atOnce(confirm(context), () =>
      invalidOption("confirm", "must return credentials or null, not a promise"),
    );
    if (credentials === null) throw noCredentials();
    return provider.confirm(body, credentials);
  }

  /** Hands a delivery over; unless that comes to a good end in time, the sender has to send it again. */
  async function take(act, context) {
    const taken = new Promise((resolve) => resolve(act()));
    let isLate = false;
    const late = () => {
      isLate = true;
      return tooLate(eventTimeoutSeconds);
    };
    try {
      await within(eventTimeoutSeconds, taken, late);
      return SUCCESS;
    } catch (error) {
      tell(onError, error, context);
      // Why it took so long may come out later.
      if (isLate) taken.catch((cause) => tell(onError, cause, context));
      return refusal(503);
    }
  }

  function refuse(error, { context, header }) {
    if (!isWebhookError(error) || !hasAnswer(error.status)) {
      tell(onError, error, context);
      return refusal(500);
    }
    tell(error.status < 500 ? onRejected : onError, namingEncoding(error, header("content-encoding")), context);
    return refusal(error.status);
  }
}

/** Calls a listener, whose outcome changes nothing and is not waited for. */
function tell(listener, error, context) {
  new Promise((resolve) => resolve(listener?.(error, context))).catch(() => {});
}

/** Returns a body in the form in which listeners get it. */
function bytesOf(body) {
  if (body instanceof Uint8Array) return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
}

const isEmpty = (body) => body === "" || body?.byteLength === 0;

/** Returns what an option's function has returned, which is needed at once. A promise that fails later must not end the process. */
function atOnce(value, problem) {
  if (typeof value?.then !== "function") return value;
  Promise.resolve(value).catch(() => {});
  throw problem();
}
