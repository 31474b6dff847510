// Reads the delivery to diagnose. Its faults are passed on, because they are part of the diagnosis.

import { Fault } from "#glue";
import { HALF_SURROGATE } from "../input/body.js";
import { readIncoming } from "../input/incoming.js";
import { own } from "../input/own.js";
import { readHeaders } from "./headers.js";

/** Reads a delivery: `{ body, headers, url, ip, fault, found }`. */
export function readDelivery(incoming) {
  const nothing = { body: undefined, headers: [], url: undefined, ip: undefined, fault: undefined, found: undefined };
  let read;
  let headers;
  try {
    // Without a header name, because we read all headers.
    read = readIncoming(incoming, "", Infinity);
    headers = read === null ? null : readHeaders(own(incoming, "headers"));
  } catch {
    return { ...nothing, fault: Fault.Threw };
  }
  if (read === null) return { ...nothing, fault: Fault.NotObject };
  const { body, url, ip } = read;
  if (typeof body === "string") return { ...nothing, fault: Fault.BodyNotRaw, found: body };
  if (headers === null) return { ...nothing, fault: Fault.Headers };
  if (url === null) return { ...nothing, fault: Fault.Url };
  if (ip === null) return { ...nothing, fault: Fault.Ip };
  if (body === HALF_SURROGATE) return { ...nothing, headers, url, ip, fault: Fault.HalfSurrogate };
  return { ...nothing, body, headers, url, ip };
}
