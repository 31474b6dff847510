// Calls of the module outside the path that every delivery takes.

import { begin, end, failure } from "./instance.js";

/** Reads a value that the caller passed. Returns `undefined` if one of its getters throws. */
export function tryRead(read, value, names) {
  try {
    return read(value, names);
  } catch {
    return undefined;
  }
}

/** Makes a call. Throws a WebhookError if the module refuses it. */
export function call(makeCall) {
  begin();
  let result;
  try {
    result = makeCall();
  } catch (thrown) {
    throw failure(thrown);
  }
  return end(result);
}
