// What a fault inside the module leaves behind, and how the next call gets rid of it.
//
// A panic, memory that ran out, a stack that overflowed (the module's own, or JavaScript's while the module runs) stop
// the code where it happens to be. Nothing is unwound: the stack pointer stays where it was, and the allocator may
// stand between two steps. Nothing that such an instance says can be relied on. So the guarantee is:
//
// * The call that broke the instance throws the engine's own error, unchanged: a RuntimeError or a RangeError mostly.
// * Each later call runs on a new instance of the same compiled module. Receivers hold nothing of the old one.
// * A call around the one that broke it (a getter of the caller's had called again) throws the same error in the end,
//   and so does every further call inside it, whatever the getter did with the first.

import * as glue from "#glue";
import { WebhookError } from "#boundary";

/** What broke the instance in use. */
let fault;

/** How many calls are under way, one inside the other. */
let depth = 0;

/** Makes a new instance, now that one is needed: where JavaScript's stack has just overflowed there is no room for it. */
function renew() {
  if (depth > 0) throw fault;
  glue.__wbg_reset_state();
  fault = undefined;
}

const guarded = (call) => (first, second, third) => {
  if (fault !== undefined) renew();
  depth += 1;
  try {
    const result = call(first, second, third);
    if (fault !== undefined) throw fault;
    return result;
  } catch (error) {
    if (fault !== undefined) throw fault;
    // Taken for a fault before anything is asked of it: there may be no stack left to ask.
    fault = error;
    if (error instanceof WebhookError) fault = undefined;
    throw error;
  } finally {
    depth -= 1;
  }
};

/** The module's exports, each of them guarded. */
export const wasm = Object.fromEntries(Object.entries(glue).map(([name, call]) => [name, guarded(call)]));
