// Clocks that are wrong: each process has its own, and a machine's can be set while a server runs.

import { setTimeout as sleep } from "node:timers/promises";

const JUMP_MS = 10_000;
const SHIFTED = new URL("./shifted-clock.mjs", import.meta.url).href;

/**
 * What a process is started with so that its clock can be wrong.
 *
 * @param {number} [aheadMs] how far it is ahead from the start; less than 0 is behind
 */
export const wrongClock = (aheadMs = 0) => ({
  NODE_OPTIONS: `--import=${SHIFTED}`,
  CLOCK_AHEAD_MS: String(aheadMs),
  CLOCK_JUMP_MS: String(JUMP_MS),
});

/** The clock of one of these processes after the other is set ten seconds ahead, and back. @returns {import("../faults.mjs").Fault} */
export function clockJumps(services, ms) {
  let turn = 0;
  const strike = async () => {
    const service = services[(turn += 1) % services.length];
    service.signal("SIGWINCH");
    await sleep(ms);
    service.signal("SIGWINCH");
  };
  return { name: `a clock that jumps ${JUMP_MS / 1_000} s ahead, and back`, strike };
}
