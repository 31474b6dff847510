// Where the bytes of a Node request are: in its stream, or where something that has read the stream has left them.

import { collector } from "./body-collector.js";
import { after } from "./deadlines.js";
import { bodyBroken, bodyNotRaw, bodyTooSlow } from "./errors.js";
import { remedyInNode } from "./hints.js";

/** Returns what was put on a request or its headers; nothing that every object has through its prototype. */
export const ownValue = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

/** Resolves to the body. @throws {WebhookError} `body_too_large`, `body_not_raw`, `body_incomplete` */
export async function readBody(req, res, limit, seconds) {
  const rawBody = ownValue(req, "rawBody") ?? undefined;
  if (rawBody !== undefined) return rawBody;
  const stream = readStream(req, limit, seconds);
  if (stream !== undefined) return stream;
  const body = parsedBody(req);
  // As express.raw() leaves it. A string may be what a parser made of JSON, so that it does not count.
  if (ArrayBuffer.isView(body)) return body;
  throw bodyNotRaw("a body parser has read it already", remedyInNode(req, res));
}

function parsedBody(req) {
  try {
    return ownValue(req, "body");
  } catch {
    // Some platforms parse when they are asked, and throw what the parser throws.
    return undefined;
  }
}

/** Adds listeners one by one, because an `on` that something has wrapped may return nothing. */
export function on(req, listeners) {
  for (const [name, listener] of Object.entries(listeners)) req.on(name, listener);
}

export function off(req, listeners) {
  for (const [name, listener] of Object.entries(listeners)) req.off(name, listener);
}

const wasRead = (req) => Boolean(req.readableDidRead || req.readableEnded);

/**
 * Returns a promise of what the stream gives; nothing where something else has read it. A platform that reads it may give it
 * back from another one, by an `on` of its own (@vercel/node does): then the request has no listener more than before.
 */
function readStream(req, limit, seconds) {
  const collected = collector(limit);
  // A stream may give all that it has while the listener is added.
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
  // Such an `on` returns the other stream, which may have been read as well.
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
    // That of errors stays: one that nobody listens to would end the process.
    on(req, { end: whole, error: (cause) => settle(bodyBroken(cause)), ...(!isGivenBack && { close: broken }) });
    if (early !== undefined) settle(early);
    if (req.destroyed && !isGivenBack) broken();
    // Something may have paused it.
    req.resume?.();
  });
}
