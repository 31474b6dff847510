import { setTimeout as sleep } from "node:timers/promises";

/**
 * What reads the log of one of these processes after the other stands still, and then is gone. After that the process is told
 * to end, which it must do in order, and is started again.
 *
 * @returns {import("../faults.mjs").Fault}
 */
export function logUnread(services, ms) {
  let turn = 0;
  const strike = async () => {
    const service = services[(turn += 1) % services.length];
    const log = service.log();
    log.pause();
    await sleep(ms);
    log.hangUp();
    await sleep(ms / 4);
    await service.restart();
  };
  return { name: "a log that nobody reads", strike };
}
