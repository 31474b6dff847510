// The memory of the module: its instance, and the one buffer into which what a call needs is written in one go. Nothing
// here runs code of the caller's: what is the caller's has been read before. The other end is `memory.rs`.

import { fill, memoryBuffer, typedArrayLength } from "../input/primordials.js";

const { Instance, Module } = WebAssembly;

let module;

/** The memory of the instance in use, all of it. */
export let memory;

/** The exports of the instance in use. */
export let wasm;

/**
 * Whether a call is under way. A call that finds it so knows that the last one has not come to its end: a panic, memory
 * that ran out, a stack that overflowed (the module's own, or JavaScript's) stop the code where it happens to be. Nothing
 * is unwound, and nothing that such an instance says can be relied on. The engine's own error goes to the caller as it
 * came, and the next call runs on a new instance of the same module. Receivers hold nothing of an instance.
 */
let busy = false;

/** Takes the compiled module, or its bytes, and makes the first instance. */
export function start(compiledOrBytes) {
  module = ArrayBuffer.isView(compiledOrBytes) ? new Module(compiledOrBytes) : compiledOrBytes;
  renew();
}

function renew() {
  wasm = new Instance(module, {}).exports;
  refreshView();
  busy = false;
}

function refreshView() {
  memory = new Uint8Array(memoryBuffer(wasm.memory));
}

/** What a call that came to no end has left, secrets among it, is not to lie about until the engine collects it. */
const wipe = () => fill(new Uint8Array(memoryBuffer(wasm.memory)), 0);

/** Starts a call with room for so many bytes, and returns the address of the first. */
export function begin(length) {
  if (busy) {
    wipe();
    renew();
  }
  busy = true;
  const address = wasm.reserve(length) >>> 0;
  // When memory grows, the buffer that was its view is detached.
  if (typedArrayLength(memory) === 0) refreshView();
  return address;
}

/** Returns the last answer, which is of so many bytes. */
export function view(length) {
  const address = wasm.address() >>> 0;
  return new Uint8Array(memoryBuffer(wasm.memory), address, length);
}

/** Ends a call: the instance may be used for another one. */
export function finish() {
  busy = false;
}
