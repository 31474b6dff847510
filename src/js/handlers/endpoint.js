// How a handler processes a delivery. Both handlers share it; each brings its own kind of request and response.

import { hasAnswer, refusal, SUCCESS } from "./responses.js";
import { checkDeclared, isAnnounced } from "./body-collector.js";
import { readOptions } from "./options.js";
import { within } from "./deadlines.js";
import {
  bodyBroken,
  bodyLost,
  confirmed,
  invalidArgument,
  invalidOption,
  isWebhookError,
  namingEncoding,
  noCredentials,
  tooLate,
  wrongMethod,
} from "./errors.js";

/**
 * Returns a function that answers one exchange. Its promise resolves when the answer has been written, and never rejects.
 * An exchange is `{ method, headers, url, request, context, header, isGone, read, remedy, send }`: `header(name)`
 * returns a value, `isGone()` tells whether the sender has disconnected, `read(limit, seconds)` resolves to the body, `remedy()`
 * says how to keep the body from being lost, and `send` writes the answer, `{ status, headers, body }`. Without a request, an
 * exchange is `{ problem, context, header, send }`.
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
      // Before the body: a connection that has ended no longer has an address.
      const peer =
        atOnce(ip?.(request, context), () => invalidArgument("ip", "must be a string, not a promise")) ?? undefined;
      if (peer === undefined && exchange.isGone()) throw bodyBroken();
      // Before we keep any byte of the body.
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
      // Such a body has no signed time that we could check, and refusing it would block the provider's queue.
      const authenticate = receiver.authenticate ?? receiver.verify;
      const verified = authenticate(incoming);
      const named = namingEncoding(error, header("content-encoding"));
      return take(
        called(() => onUnreadable(bytesOf(incoming.body), named, verified, context)),
        context,
      );
    }
    if (event.kind === "confirmation") return reply(incoming.body, context);
    return take(
      called(() => onEvent(event, context, bytesOf(incoming.body))),
      context,
    );
  }

  /** Answers isendu. It waits five seconds, so we await nothing. */
  function reply(body, context) {
    const credentials = atOnce(confirm(context), () =>
      invalidOption("confirm", "must return credentials or null, not a promise"),
    );
    if (credentials === null) throw noCredentials();
    return confirmed(provider, body, credentials);
  }

  /**
   * Waits for a listener that has got a delivery. If it fails or takes too long, the provider has to send it again. Only the
   * listener keeps the event in memory meanwhile.
   */
  async function take(taken, context) {
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
      // Report the failure of a listener that was too slow as well, whenever it comes.
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

/** Calls a function at once. The promise settles like its result, and does not keep the function in memory. */
const called = (act) => new Promise((resolve) => resolve(act()));

/** Calls a listener. We don't wait for it, and its outcome changes nothing. */
function tell(listener, error, context) {
  called(() => listener?.(error, context)).catch(() => {});
}

/** Returns a body as the bytes that listeners get. */
function bytesOf(body) {
  if (body instanceof Uint8Array) return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
}

const isEmpty = (body) => body === "" || body?.byteLength === 0;

/** Returns `value`, or throws `problem()` if it is a promise. A promise that rejects later must not end the process. */
function atOnce(value, problem) {
  if (typeof value?.then !== "function") return value;
  Promise.resolve(value).catch(() => {});
  throw problem();
}
