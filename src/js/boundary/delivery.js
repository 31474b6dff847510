// Prepares a delivery, or a body alone, for `delivery.rs`.

import { Fault, refuse } from "#glue";
import { HALF_SURROGATE, readBody, TOO_LARGE } from "../input/body.js";
import { SEVERAL } from "../input/headers.js";
import { readIncoming } from "../input/incoming.js";
import { begin, failure } from "./instance.js";

/** Replaces several values of a header, which servers join with a comma (RFC 9110, section 5.2). The values don't matter. */
const JOINED = ", ";

/**
 * Reads a delivery: `{ header, url, ip, body, fault }`. Throws a WebhookError if an argument has the wrong type.
 */
export function readDelivery(incoming, headerName, limit) {
  let read;
  try {
    read = readIncoming(incoming, headerName, limit);
  } catch {
    throw refused(Fault.Threw);
  }
  if (read === null) throw refused(Fault.NotObject);
  const { header, url, ip, body } = read;
  if (typeof body === "string") throw refused(Fault.BodyNotRaw, body);
  if (header === null) throw refused(Fault.Headers);
  if (url === null) throw refused(Fault.Url);
  if (ip === null) throw refused(Fault.Ip);
  if (header === SEVERAL) read.header = JOINED;
  return withFault(read);
}

/** Reads a body: `{ body, fault, found }`. */
export function readOneBody(given, limit) {
  let body;
  try {
    body = readBody(given, limit);
  } catch {
    body = "an object that throws";
  }
  if (typeof body === "string") return { body: undefined, fault: Fault.BodyNotRaw, found: body };
  return withFault({ body, fault: undefined, found: undefined });
}

/** Moves a problem of the body from `body` to `fault`. */
function withFault(read) {
  const { body } = read;
  if (body === TOO_LARGE || body === HALF_SURROGATE) {
    read.fault = body === TOO_LARGE ? Fault.BodyTooLarge : Fault.HalfSurrogate;
    read.body = undefined;
  }
  return read;
}

function refused(fault, found) {
  begin();
  return failure(refuse(fault, found));
}
