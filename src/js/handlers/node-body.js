// Finds the bytes of a Node request: in its stream, or where the code that has read the stream left them.

import { collector } from "./body-collector.js";
import { after } from "./deadlines.js";
import { bodyBroken, bodyNotRaw, bodyTooSlow } from "./errors.js";
import { remedyInNode } from "./hints.js";

/** Returns an own property of a request or its headers, never one of their prototypes. */
export const ownValue = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

/** Resolves to the body. @throws {WebhookError} `body_too_large`, `body_not_raw`, `body_incomplete` */
export async function readBody(req, res, limit, seconds) {
  const rawBody = ownValue(req, "rawBody") ?? undefined;
  if (rawBody !== undefined) return rawBody;
  const stream = readStream(req, limit, seconds);
  if (stream !== undefined) return stream;
  const body = parsedBody(req);
  // As express.raw() leaves it. We don't accept a string: it may be a JSON string that a parser has parsed.
  if (ArrayBuffer.isView(body)) return body;
  throw bodyNotRaw("a body parser has read it already", remedyInNode(req, res));
}

function parsedBody(req) {
  try {
    return ownValue(req, "body");
  } catch {
    // Some platforms parse the body in this getter, and throw the parser's errors.
    return undefined;
  }
}

/** Adds listeners one by one: a wrapped `on` may return nothing, so the calls can't be chained. */
export function on(req, listeners) {
  for (const [name, listener] of Object.entries(listeners)) req.on(name, listener);
}

export function off(req, listeners) {
  for (const [name, listener] of Object.entries(listeners)) req.off(name, listener);
}

const wasRead = (req) => Boolean(req.readableDidRead || req.readableEnded);

/**
 * Returns a promise of the stream's bytes, or undefined if other code has read the stream. A platform that reads it may replay
 * it from another stream, through its own `on` (@vercel/node does): then no listener is added to the request itself.
 */
function readStream(req, limit, seconds) {
  const collected = collector(limit);
  // A stream may emit all of its data while we add the listener.
  let early;
  let settle = (error) => {
    early = error;
  };
  const add = (chunk) => {
    try {
      collected.add(chunk);
    } catch (error) {
      settle(error);
    }
  };
  const count = () => req.listenerCount?.("data");
  const before = count();
  if (wasRead(req) && !Object.hasOwn(req, "on")) return undefined;
  const source = req.on("data", add);
  const isGivenBack = Object.hasOwn(req, "on") && count() === before;
  // Such an `on` returns the other stream. That one may have been read, too.
  if (isGivenBack ? source !== req && wasRead(source ?? {}) : wasRead(req)) {
    req.off("data", add);
    return undefined;
  }
  return new Promise((resolve, reject) => {
    const whole = () => settle();
    const broken = () => settle(bodyBroken());
    const callOff = after(seconds, () => settle(bodyTooSlow(seconds)));
    settle = (error) => {
      callOff();
      settle = () => {};
      off(req, { data: add, end: whole, close: broken });
      if (error === undefined) resolve(collected.bytes());
      else reject(error);
    };
    // The error listener stays: an error event without a listener would end the process.
    on(req, { end: whole, error: (cause) => settle(bodyBroken(cause)), ...(!isGivenBack && { close: broken }) });
    if (early !== undefined) settle(early);
    if (req.destroyed && !isGivenBack) broken();
    // Other code may have paused it.
    req.resume?.();
  });
}
