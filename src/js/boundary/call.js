// A call of the module that is not made for each delivery.

import { begin, end, failure } from "./instance.js";

/** Reads what is the caller's; `undefined` where a getter of the caller's throws. */
export function tryRead(read, value, names) {
  try {
    return read(value, names);
  } catch {
    return undefined;
  }
}

/** Makes a call, and throws a WebhookError where the module refuses it. */
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
