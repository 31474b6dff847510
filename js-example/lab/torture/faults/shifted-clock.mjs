// Loaded before a server (`node --import`): its clock is CLOCK_AHEAD_MS ahead, and jumps there and back at a SIGWINCH with
// CLOCK_JUMP_MS. Timers do not notice, as when a machine's clock is set.

import { isMainThread } from "node:worker_threads";

const TrueDate = Date;
const { now } = TrueDate;
let aheadMs = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const jumpMs = Number(process.env.CLOCK_JUMP_MS ?? 0);

TrueDate.now = () => now() + aheadMs;
globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [TrueDate.now()] : args, made),
  apply: () => new Date().toString(),
});

let isAway = false;
// A signal that nothing else here uses, and that ends no process.
if (isMainThread && jumpMs !== 0) {
  process.on("SIGWINCH", () => {
    aheadMs += isAway ? -jumpMs : jumpMs;
    isAway = !isAway;
  });
}
