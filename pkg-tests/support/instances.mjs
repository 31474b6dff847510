// The instances of the module that a package makes. Import this before the package: it looks over the shoulder of
// WebAssembly.Instance, because the package shows nothing of its memory.

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

/** Collects what nobody holds any more. */
export async function collect() {
  // Twice, and not in the turn that made the references: until that is over, a WeakRef holds on to what it refers to.
  for (let time = 0; time < 2; time += 1) {
    await setImmediate();
    gc();
  }
}

/** How many instances were ever made. */
export const count = () => made.length;

/** Returns the instances that are still alive. */
export const alive = () => made.map((reference) => reference.deref()).filter((instance) => instance !== undefined);

/** Returns the size of the linear memory of all instances that are still alive, in bytes. */
export const linearMemory = () => alive().reduce((sum, { exports }) => sum + exports.memory.buffer.byteLength, 0);
