// Where the bytes of a Node request are: in its stream, or where something that has read the stream has left them.

import { checkDeclared, collector } from "./collect.js";
import { bodyNotRaw } from "./problems.js";
import { remedy } from "./remedies.js";

/** Resolves to the body. @throws {WebhookError} `body_too_large`, `body_not_raw` */
export async function readBody(req, res, limit) {
  const { rawBody } = req;
  if (rawBody !== undefined && rawBody !== null) return rawBody;
  if (!wasRead(req)) return readStream(req, limit);
  const { body } = req;
  // As express.raw() leaves it. A text may be a parsed one, so that it does not count.
  if (ArrayBuffer.isView(body)) return body;
  throw bodyNotRaw("a body parser has read it already", remedy(req, res));
}

// With an encoding set, what comes is text that was decoded from the bytes.
const wasRead = (req) => req.readableDidRead || req.readableEnded || typeof req.readableEncoding === "string";

async function readStream(req, limit) {
  checkDeclared(req.headers["content-length"], limit);
  const collected = collector(limit);
  return new Promise((resolve, reject) => {
    const fail = (error) => {
      req.pause().off("data", add);
      reject(error);
    };
    const add = (chunk) => {
      try {
        collected.add(chunk);
      } catch (error) {
        fail(error);
      }
    };
    const cut = () => fail(new Error("the request ended before its body was complete"));
    if (req.destroyed) cut();
    req.on("data", add).on("end", () => (req.complete === false ? cut() : resolve(collected.bytes())));
    req.on("error", cut).on("close", cut);
  });
}
