// The exports that break the module. Like the package's own calls, each is between `begin` and `end`.

import * as glue from "#glue";
import { begin, end, failure } from "../../../src/js/boundary/instance.js";

const call =
  (name) =>
  (...args) => {
    begin();
    try {
      return end(glue[name](...args));
    } catch (thrown) {
      throw failure(thrown);
    }
  };

export const faults = {
  panic: call("panic"),
  exhaustMemory: call("exhaustMemory"),
  overflowStack: call("overflowStack"),
  leakyEqual: call("leakyEqual"),
};
