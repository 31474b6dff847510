// What isendu has beyond the others.

import { isenduConfirm, isenduLatest } from "#glue";
import { call, tryRead } from "../../js/boundary/call.js";
import { readOneBody } from "../../js/boundary/delivery.js";
import { readCredentials, readEvents } from "../../js/input/options.js";
import { push } from "../../js/input/primordials.js";

/** Makes the methods. `fields` are those that order an event, and `limit` is how many bytes a body may have. */
export const methods = ({ fields, limit }) => ({
  confirm: (body, credentials) => confirm(body, credentials, limit),
  latest: (items) => latest(fields, items),
});

/** Returns the reply to a confirmation; `null` when the body is none. */
function confirm(given, credentials, limit) {
  const read = tryRead(readCredentials, credentials);
  const { body, fault, found } = readOneBody(given, limit);
  return call(() => isenduConfirm(read, body, fault, found));
}

/** Returns those of the orders or trackings that are the newest of their `uuid`. */
function latest(fields, items) {
  const read = tryRead(readEvents, items, fields);
  const positions = call(() => isenduLatest(read === undefined ? undefined : read.fields));
  const kept = [];
  for (let at = 0; at < positions.length; at += 1) push(kept, read.events[positions[at]]);
  return kept;
}
