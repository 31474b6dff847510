// The instance of the module, and how it is replaced after a call that did not complete. wasm-bindgen's glue makes it; its
// exports are in `js/exports/`.

import { __wbg_reset_state, initSync } from "#glue";
import { fill, isPrototypeOf, memoryBuffer } from "../input/primordials.js";
import { WebhookError } from "./error.js";

const { hasOwn, setPrototypeOf } = Object;
const { isView } = ArrayBuffer;

/**
 * Whether a call is running. If it is already set when a call starts, the last call did not complete: a panic, running out of
 * memory, or a stack overflow (the module's or JavaScript's) stops the code wherever it is. Nothing is unwound, so the
 * instance can no longer be trusted. The caller gets the engine's own error, and the next call runs on a new instance of the
 * same module. Receivers keep working, because they hold no part of an instance.
 */
let busy = false;

/**
 * Makes the first instance, from the compiled module or its bytes. A framework may have compiled the module in another realm.
 * `initSync` would take such a module for bytes and compile it, so it gets this realm's prototype first.
 */
export function start(compiledOrBytes) {
  const { prototype } = WebAssembly.Module;
  if (!isView(compiledOrBytes) && !isPrototypeOf(prototype, compiledOrBytes))
    setPrototypeOf(compiledOrBytes, prototype);
  initSync({ module: compiledOrBytes });
}

function renew() {
  // The call that did not complete may have left secrets in the memory: wipe them now, not when the engine collects it.
  // With an instance there, initSync() returns its exports.
  fill(new Uint8Array(memoryBuffer(initSync().memory)), 0);
  __wbg_reset_state();
  busy = false;
}

/** Gives the instance up: what its calls have left behind is overwritten at once. */
export const discard = () => renew();

/** Starts a call. */
export function begin() {
  if (busy) renew();
  busy = true;
}

/** Ends a call and returns its result. The instance may be used again. */
export function end(result) {
  busy = false;
  return result;
}

/** Returns the error to throw for a value that a call threw: a WebhookError with its properties, or the engine's own error. */
export function failure(thrown) {
  if (typeof thrown !== "object" || thrown === null || !hasOwn(thrown, "retryUseful")) return thrown;
  const { code, message, status, retryUseful, path } = thrown;
  busy = false;
  return new WebhookError(code, message, status, retryUseful, hasOwn(thrown, "path") ? path : undefined);
}
