// The instance of the module, as wasm-bindgen's glue makes it, and what becomes of it when a call comes to no end. The
// exports are those of `exports.rs`.

import { __wbg_reset_state, initSync } from "#glue";
import { fill, isPrototypeOf, memoryBuffer } from "../input/primordials.js";
import { WebhookError } from "./error.js";

const { hasOwn, setPrototypeOf } = Object;
const { isView } = ArrayBuffer;

/**
 * Whether a call is under way. A call that finds it so knows that the last one has not come to its end: a panic, memory
 * that ran out, a stack that overflowed (the module's own, or JavaScript's) stop the code where it happens to be. Nothing
 * is unwound, and nothing that such an instance says can be relied on. The engine's own error goes to the caller as it
 * came, and the next call runs on a new instance of the same module. Receivers hold nothing of an instance.
 */
let busy = false;

/**
 * Takes the compiled module, or its bytes, and makes the first instance. `initSync` would compile what is no instance of
 * this realm's `WebAssembly.Module`, as is a module that a framework has compiled in another realm: so it gets that prototype.
 */
export function start(compiledOrBytes) {
  const { prototype } = WebAssembly.Module;
  if (!isView(compiledOrBytes) && !isPrototypeOf(prototype, compiledOrBytes))
    setPrototypeOf(compiledOrBytes, prototype);
  initSync({ module: compiledOrBytes });
}

function renew() {
  // What a call that came to no end has left, secrets among it, is not to lie about until the engine collects it. Where an
  // instance exists, initSync() returns its exports.
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

/** Ends a call, and returns what it has returned: the instance may be used for another one. */
export function end(result) {
  busy = false;
  return result;
}

/** Returns what is to be thrown in place of what a call threw: a WebhookError, whose properties it throws, or a fault. */
export function failure(thrown) {
  if (typeof thrown !== "object" || thrown === null || !hasOwn(thrown, "retryUseful")) return thrown;
  const { code, message, status, retryUseful, path } = thrown;
  busy = false;
  return new WebhookError(code, message, status, retryUseful, hasOwn(thrown, "path") ? path : undefined);
}
