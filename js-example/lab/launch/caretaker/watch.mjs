// The caretaker's process. Each line of its input is a JSON array `[isThere, kind, value]`.
// The input ends when the process that writes it has ended, also after SIGKILL. Then the registered resources are cleaned up.

import { createInterface } from "node:readline";
import { ENDS } from "./leftovers.mjs";

const left = new Map();

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [isThere, kind, value] = JSON.parse(line);
    const name = JSON.stringify([kind, value]);
    if (isThere) left.set(name, { kind, value });
    else left.delete(name);
  })
  .on("close", () => {
    for (const [kind, end] of Object.entries(ENDS)) {
      for (const each of left.values()) if (each.kind === kind) end(each.value);
    }
  });
