// Where the bytes of a Node request are: in its stream, or where something that has read the stream has left them.

import { checkDeclared, collector } from "./collect.js";
import { bodyNotRaw } from "./problems.js";
import { remedy } from "./remedies.js";

/** Returns what was put on a request; nothing that every object has through its prototype. */
export const ownValue = (req, name) => (Object.hasOwn(req, name) ? req[name] : undefined);

/** Resolves to the body. @throws {WebhookError} `body_too_large`, `body_not_raw` */
export async function readBody(req, res, limit) {
  const rawBody = ownValue(req, "rawBody") ?? undefined;
  if (rawBody !== undefined) return rawBody;
  if (!wasRead(req)) return readStream(req, limit);
  const body = ownValue(req, "body");
  // As express.raw() leaves it. A string may be what a parser made of JSON, so that it does not count.
  if (ArrayBuffer.isView(body)) return body;
  throw bodyNotRaw("a body parser has read it already", remedy(req, res));
}

const wasRead = (req) => req.readableDidRead || req.readableEnded;

function readStream(req, limit) {
  checkDeclared(req.headers["content-length"], limit);
  const collected = collector(limit);
  return new Promise((resolve, reject) => {
    const settle = (act, outcome) => {
      req.off("data", add).off("end", whole).off("close", cut);
      act(outcome);
    };
    const add = (chunk) => {
      try {
        collected.add(chunk);
      } catch (error) {
        settle(reject, error);
      }
    };
    const whole = () => settle(resolve, collected.bytes());
    const cut = () => settle(reject, new Error("the request ended before its body was complete"));
    if (req.destroyed) cut();
    else req.on("data", add).on("end", whole).on("close", cut).on("error", cut);
  });
}
