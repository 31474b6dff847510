// Tracks the instances of the module that a package makes. Import this before the package: it wraps WebAssembly.Instance,
// because the package doesn't expose its memory.

import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const made = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...args) {
  const instance = Reflect.construct(Instance, args, Instance);
  made.push(new WeakRef(instance));
  return instance;
};

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");

/** Collects garbage. */
export async function collect() {
  // Twice, and in a later turn: a WeakRef keeps its target alive until the turn that made it is over.
  for (let time = 0; time < 2; time += 1) {
    await setImmediate();
    gc();
  }
}

/** Returns how many instances were made so far. */
export const count = () => made.length;

/** Returns the instances that are still alive. */
export const alive = () => made.map((reference) => reference.deref()).filter((instance) => instance !== undefined);

/** Returns the size of the linear memory of all instances that are still alive, in bytes. */
export const linearMemory = () => alive().reduce((sum, { exports }) => sum + exports.memory.buffer.byteLength, 0);
