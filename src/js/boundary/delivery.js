// A delivery, and the body of a call that needs one, in the form in which `delivery.rs` takes them.

import { Fault, refuse } from "#glue";
import { HALF_SURROGATE, readBody, TOO_LARGE } from "../input/body.js";
import { SEVERAL } from "../input/headers.js";
import { readIncoming } from "../input/incoming.js";
import { begin, failure } from "./instance.js";

/** Values that were given apart, joined as servers do (RFC 9110, section 5.2); which they are does not matter. */
const JOINED = ", ";

/**
 * Reads a delivery: `{ header, url, ip, body, fault }`. Throws the WebhookError of one that nothing can be told of.
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

/** Moves what is wrong with a body from its place. */
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
